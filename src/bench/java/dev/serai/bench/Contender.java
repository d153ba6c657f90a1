package dev.serai.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What takes webhooks in a process of its own: the gateway, or what a user would pick instead. */
final class Contender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** No offer of HTTP/2: Node-RED takes every offer of another protocol for one to its editor, and never answers. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String name;
    private final int port;
    private final Process process;
    private final Duration toFirst200;

    private Contender(String name, int port, Process process, Duration toFirst200) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.toFirst200 = toFirst200;
    }

    /**
     * Starts it and waits until it answers 200 to no event at all: the port may be open before what is behind it. What it says goes to {@code target/bench/<name>.log}.
     *
     * @throws IllegalStateException if it ends or does not answer within two minutes
     */
    static Contender start(String name, int port, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        File log = Files.createDirectories(Path.of("target/bench"))
                .resolve(name.replaceAll("\\W+", "-") + ".log")
                .toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException(name + " does not take webhooks, see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return new Contender(name, port, process, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static boolean answers(int port) throws InterruptedException {
        try {
            return post(port, "campaign", "[]").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> post(int port, String family, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + family))
                .header("Content-Type", "application/json")
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** @param family campaign or cmp */
    HttpResponse<String> post(String family, String body) throws IOException, InterruptedException {
        return post(port, family, body);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** From the start of the process to the first answer with a 200. */
    Duration toFirst200() {
        return toFirst200;
    }

    /** The memory of its processes that is in RAM, in megabytes. Read from {@code /proc}, so on Linux only. */
    double residentMegabytes() {
        try (Stream<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
            return all.mapToLong(each -> residentKilobytes(each.pid())).sum() / 1024.0;
        }
    }

    private static long residentKilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
    }
}
