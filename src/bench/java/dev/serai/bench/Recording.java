package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/** What the flight recorder of a JVM has sampled: every 10 ms, some of the threads that run Java. */
final class Recording {
    private static final Path TARGET = Path.of("target/bench");
    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final String WIDTH = "1400";
    private static final String HEIGHT = "1500";
    /** Frames: Camel and Groovy nest deeper than the 64 that the recorder keeps by itself. */
    private static final int DEPTH = 1024;

    /** Calls of the system in which a thread waits; the recorder samples them too. */
    private static final String WAITING = ".*(EPoll[.]wait|LinuxWatchService[.]poll|Net[.]poll|Net[.]accept)";

    private static final long PATIENCE_SECONDS = 60;

    private final String name;
    private final Path file;

    private Recording(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    /** What is to be recorded. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Records a process while something is done. */
    static Recording of(String name, long pid, Work work) throws Exception {
        Path file = TARGET.resolve(name + ".jfr").toAbsolutePath();
        jcmd(pid, "JFR.configure", "stackdepth=" + DEPTH);
        jcmd(pid, "JFR.start", "name=bench", "settings=profile");
        work.run();
        jcmd(pid, "JFR.stop", "name=bench", "filename=" + file);
        return new Recording(name, file);
    }

    private static void jcmd(long pid, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = Long.toString(pid);
        System.arraycopy(words, 0, command, 2, words.length);
        run(command);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Path log = TARGET.resolve("recording.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException("%s failed, see %s".formatted(command[0], log));
        }
    }

    /** The share of each kind of thread in the samples: those whose names differ by numbers only are one kind. */
    Map<String, Double> byThread() throws IOException {
        Map<String, Double> shares = new TreeMap<>();
        int samples = 0;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(SAMPLE)) {
                    samples++;
                    String thread =
                            String.valueOf(event.getThread("sampledThread").getJavaName());
                    shares.merge(thread.replaceAll("[-_]?\\d+", ""), 1.0, Double::sum);
                }
            }
        }
        double all = samples;
        shares.replaceAll((thread, count) -> count / all);
        return shares;
    }

    /** Draws the flame graph as a page, and Chromium makes a picture of the page. */
    void draw(String title) throws IOException, InterruptedException {
        Path page = TARGET.resolve(name + ".html").toAbsolutePath();
        JfrToFlame.convert(
                file.toString(),
                page.toString(),
                new Arguments(
                        "--simple",
                        "--norm",
                        "--inverted",
                        "--minwidth",
                        "0.3",
                        "--exclude",
                        WAITING,
                        "--title",
                        title));
        Path picture = picture(name);
        Files.deleteIfExists(picture);
        run(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                "--window-size=" + WIDTH + "," + HEIGHT,
                "--screenshot=" + picture.toAbsolutePath(),
                page.toUri().toString());
    }

    /** Where the picture of a recording is drawn. */
    static Path picture(String name) {
        return TARGET.resolve(name + ".png");
    }
}
