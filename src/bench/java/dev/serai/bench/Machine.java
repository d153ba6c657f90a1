package dev.serai.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** On what it was measured; read from the machine, so that nobody has to remember to write it down. */
final class Machine {
    private static final int SYNCS = 200;
    private static final int BLOCK = 8192;
    private static final double MEGABYTE = 1024 * 1024;

    private Machine() {}

    static Sheet sheet(Ground ground) throws IOException, SQLException, InterruptedException {
        Path directory = Path.of(ground.text("show data_directory"));
        return new Sheet("Machine", "", "measured on")
                .row("day", LocalDate.now(ZoneOffset.UTC).toString())
                .row("Serai", said("git", "describe", "--always", "--dirty", "--exclude", "*"))
                .row("processor", processor())
                .row("memory", memory())
                .row("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .row("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"))
                .row("JDK of Spring Boot", said(Map.of("JAVA_OPTS", "--version"), "bench/spring-boot/start"))
                .row("heap of each JVM", heap())
                .row("Node", said("node", "--version"))
                .row("load", said("wrk", "-v"))
                .row("PostgreSQL", "%s; %s".formatted(ground.text("show server_version"), settings(ground)))
                .row(
                        "its disk",
                        "%s; %s".formatted(Files.getFileStore(directory).type(), sync(directory)));
    }

    private static String processor() throws IOException {
        return "%s, %d cores"
                .formatted(
                        first("/proc/cpuinfo", "model name"),
                        Runtime.getRuntime().availableProcessors());
    }

    private static String memory() throws IOException {
        long kilobytes = Long.parseLong(first("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
        return String.format(Locale.ROOT, "%.1f GB", kilobytes / MEGABYTE);
    }

    private static String heap() {
        return "the JVM's default, here at most %.0f MB"
                .formatted(Runtime.getRuntime().maxMemory() / MEGABYTE);
    }

    private static String first(String file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String settings(Ground ground) throws SQLException {
        return Stream.of(
                        "fsync",
                        "synchronous_commit",
                        "full_page_writes",
                        "wal_sync_method",
                        "shared_buffers",
                        "max_wal_size")
                .map(name -> setting(ground, name))
                .collect(Collectors.joining(", "));
    }

    private static String setting(Ground ground, String name) {
        try {
            return name + " " + ground.text("show " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a commit waits for at least. */
    private static String sync(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "fsync", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < SYNCS; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                channel.force(false);
                millis.add((System.nanoTime() - begun) / 1e6);
            }
            return "a write and fsync of 8 kB takes " + Sheet.text(Spread.of(millis)) + " ms";
        } finally {
            Files.delete(file);
        }
    }

    private static String said(String... command) throws IOException, InterruptedException {
        return said(Map.of(), command);
    }

    /** The first line that a program says; wrk ends with an error after it. */
    private static String said(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.lines().findFirst().orElse("unknown").replaceAll("\\s*Copyright.*", "");
    }
}
