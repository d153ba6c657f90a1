package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The seconds of processor time that a process has used, from {@code /proc}, so on Linux only. */
final class Processor {
    /** A tick is a hundredth of a second to programs on every Linux, whatever its kernel counts in. */
    private static final double TICKS = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED = 13;
    private static final int SYSTEM_OF_ENDED = 14;

    private Processor() {}

    /** Of the process alone. */
    static double seconds(long pid) throws IOException {
        return ticks(pid, USER, SYSTEM) / TICKS;
    }

    /** Of a process and those it has started, also of those that have ended. */
    static double secondsOfAll(long pid) throws IOException {
        long ticks = ticks(pid, USER, SYSTEM, USER_OF_ENDED, SYSTEM_OF_ENDED);
        List<ProcessHandle> children =
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).toList();
        for (ProcessHandle child : children) {
            ticks += ticks(child.pid(), USER, SYSTEM);
        }
        return ticks / TICKS;
    }

    /** The name of the program stands in brackets, and may hold anything; what follows it are numbers. */
    private static long ticks(long pid, int... fields) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int field : fields) {
                ticks += Long.parseLong(numbers[field]);
            }
            return ticks;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
