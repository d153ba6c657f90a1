package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.Serai;
import dev.serai.config.Config;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The gateway in a process of its own, as its users run it, so that it can be killed. The secrets are those of {@link Gateway}. */
final class Running implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long DUMP_SECONDS = 3;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final int managementPort;
    private final Path log;

    private Running(Process process, int port, int managementPort, Path log) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
    }

    /** @param settings keys of the configuration and their values, beside {@link Gateway#settings} */
    static Running start(String url, String user, Map<String, String> settings, String... jvmOptions)
            throws IOException {
        return start(Ports.free(), url, user, settings, jvmOptions);
    }

    /** On a port where a sender may be knocking already. Returns when it answers. */
    static Running start(int port, String url, String user, Map<String, String> settings, String... jvmOptions)
            throws IOException {
        return start(port, List.of(), ClassArchive.OPTIONS, url, user, settings, jvmOptions);
    }

    /** In a process that may open no more than so many files. */
    static Running startWithFiles(
            int files, String url, String user, Map<String, String> settings, String... jvmOptions) throws IOException {
        List<String> limited = List.of("bash", "-c", "ulimit -n " + files + " && exec \"$@\"", "bash");
        return start(Ports.free(), limited, ClassArchive.OPTIONS, url, user, settings, jvmOptions);
    }

    /**
     * @param prefix words before those of Java
     * @param classPath options of Java
     */
    static Running start(
            int port,
            List<String> prefix,
            List<String> classPath,
            String url,
            String user,
            Map<String, String> settings,
            String... jvmOptions)
            throws IOException {
        int managementPort = Ports.free();
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!Figures.LONG) {
            // without the second compiler it is there in half the time
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(jvmOptions));
        command.addAll(classPath);
        command.add(Serai.class.getName());
        Path log = Files.createDirectories(Path.of("target/faults/logs")).resolve(UUID.randomUUID() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> all = Gateway.settings(url, user);
        all.put("receive.port", Integer.toString(port));
        all.put("management.port", Integer.toString(managementPort));
        all.putAll(settings);
        all.forEach((key, value) -> builder.environment().put(Config.variable(key), value));
        Running running = new Running(builder.start(), port, managementPort, log);
        try {
            Patience.atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !running.process.isAlive() || running.said("ready port="));
            if (!running.process.isAlive()) {
                throw new IllegalStateException("the gateway does not start: " + Files.readString(log));
            }
            return running;
        } catch (RuntimeException e) {
            running.kill();
            throw e;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    HttpRequest.Builder request(String family) {
        return Gateway.request(port, family);
    }

    /** Whether its log has such a text. */
    boolean said(String text) throws IOException {
        return Files.readString(log).contains(text);
    }

    /** Bytes of its log. */
    long logged() throws IOException {
        return Files.size(log);
    }

    JsonNode ledger() throws IOException {
        return observe("ledger?verify");
    }

    /** Waits until nothing waits any more. @return the ledger then */
    JsonNode settled() {
        return settled(Duration.ofSeconds(Figures.count(120, 900)));
    }

    JsonNode settled(Duration patience) {
        return Patience.atMost(patience)
                .pollInterval(Duration.ofMillis(250))
                .until(this::ledger, ledger -> StreamSupport.stream(
                                ledger.path("destinations").spliterator(), false)
                        .allMatch(destination -> destination.path("waiting").asLong()
                                == destination.path("unmatched").asLong()));
    }

    /** Whether the process is still there a second later. */
    boolean isAlive() throws InterruptedException {
        return !process.waitFor(1, TimeUnit.SECONDS);
    }

    /** Waits until the process has ended or nothing waits any more. @return whether it is still there */
    boolean outlives(Duration patience) {
        Patience.atMost(patience)
                .ignoreExceptions()
                .until(() -> !process.isAlive()
                        || observe("ledger").path("destinations").findValuesAsText("waiting").stream()
                                .allMatch("0"::equals));
        return process.isAlive();
    }

    JsonNode health() throws IOException {
        return observe("health");
    }

    /** What Prometheus reads. */
    String metrics() throws IOException {
        return page("metrics");
    }

    private JsonNode observe(String page) throws IOException {
        return JSON.readTree(page(page));
    }

    private String page(String page) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(management("/observe/" + page))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page of the management port. */
    URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    /**
     * Begins a job.
     *
     * @param page of the API, such as {@code prune}
     * @param body JSON
     */
    JsonNode begin(String page, String body) throws Exception {
        return JSON.readTree(http.send(
                        HttpRequest.newBuilder(management("/api/v1/" + page))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** Waits until a job has ended. @return what the API says of it then */
    JsonNode ended(JsonNode begun) {
        URI job = management("/api/v1/jobs/" + begun.path("job").asText());
        return Patience.atMost(Duration.ofMinutes(2))
                .until(
                        () -> JSON.readTree(
                                http.send(HttpRequest.newBuilder(job).build(), HttpResponse.BodyHandlers.ofString())
                                        .body()),
                        answer -> !answer.path("state").asText().equals("running"));
    }

    /** @param name such as STOP */
    void signal(String name) throws IOException {
        Program.run(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                signal("QUIT");
                boolean ended = process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
                throw new IllegalStateException("the gateway does not end; its threads are in " + log + " " + ended);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As an operator does. */
    @Override
    public void close() {
        process.destroy();
        try {
            await();
        } finally {
            process.destroyForcibly();
        }
    }
}
