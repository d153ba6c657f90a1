package dev.serai.bench;

import java.io.IOException;
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
import org.awaitility.Awaitility;

/** One of the programs under {@code bench/}, in a process of its own, on tables that Serai has made. */
public final class Alternative implements AutoCloseable {
    public static final String CAMEL_BY_HAND = "camel-by-hand";
    public static final String SPRING_BOOT = "spring-boot";
    public static final String NODE_RED = "node-red";

    /** The first build brings its artifacts from the registry. */
    private static final Duration BUILD = Duration.ofMinutes(10);

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final String name;
    private final Process process;
    private final int port;
    /** No offer of HTTP/2: Node-RED takes every offer of another protocol for one to its editor, and never answers. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Alternative(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /** Prepares it; quick if nothing has changed. */
    public static void build(String name) throws IOException, InterruptedException {
        Process build = script(name, "build").start();
        if (!build.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS) || build.exitValue() != 0) {
            build.destroyForcibly();
            throw new IOException("bench/" + name + "/build failed: " + Files.readString(log(name, "build")));
        }
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, with Serai's schema
     */
    public static Alternative start(String name, String url, String user, int port) throws IOException {
        URI database = URI.create(url.substring("jdbc:".length()));
        ProcessBuilder start = script(name, "start");
        start.environment()
                .putAll(Map.of(
                        "PORT", Integer.toString(port),
                        "PGHOST", database.getHost(),
                        "PGPORT", Integer.toString(database.getPort()),
                        "PGDATABASE", database.getPath().substring(1),
                        "PGUSER", user));
        Alternative alternative = new Alternative(name, start.start(), port);
        try {
            Awaitility.await(name)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(alternative::answers);
            return alternative;
        } catch (RuntimeException e) {
            alternative.process.destroyForcibly();
            throw new IllegalStateException(
                    "bench/" + name + "/start failed: " + Files.readString(log(name, "start")), e);
        }
    }

    private static ProcessBuilder script(String name, String script) throws IOException {
        Path log = log(name, script);
        Files.createDirectories(log.toAbsolutePath().getParent());
        return new ProcessBuilder(List.of(Path.of("bench", name, script).toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
    }

    private static Path log(String name, String script) {
        return Path.of("target", "bench", name + "-" + script + ".log");
    }

    /** No event at all: the port may be open before what is behind it. */
    private boolean answers() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " has ended with " + process.exitValue());
        }
        try {
            return post("campaign", "[]").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** @param family campaign or cmp */
    public HttpResponse<String> post(String family, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + family))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    public int port() {
        return port;
    }

    /** Of the program itself: its script has become it. */
    public long pid() {
        return process.pid();
    }

    /** By SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end at SIGTERM");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
