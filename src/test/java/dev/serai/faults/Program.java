package dev.serai.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of the system, to its end. */
final class Program {
    private Program() {}

    /** @throws IOException if it is not there, or fails; with what it said */
    static void run(List<String> command) throws IOException {
        // a file, since a server that it leaves behind would keep a pipe open
        Path said = Files.createTempFile("program", ".log");
        try {
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException(command + " ended with " + status + ": " + Files.readString(said));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(said);
        }
    }
}
