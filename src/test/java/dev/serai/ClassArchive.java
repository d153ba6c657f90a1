package dev.serai;

import static dev.serai.Gateway.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.config.Config;
import dev.serai.sandbox.Postgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Makes {@code target/serai.jsa}, from which {@code config/jvm.options} lets Java take the classes of {@code
 * target/serai.jar}: the packaged gateway runs once, receives one event of each family and archives it, and Java writes
 * down at its end what it had loaded. The journal is PostgreSQL and the archive H2, so that both are in it.
 */
final class ClassArchive {
    private static final Path ARCHIVE = Path.of("target/serai.jsa");
    private static final Path LOG = Path.of("target/serai.jsa.log");
    private static final Map<String, String> SENT =
            Map.of("campaign", "campaign/bounce", "cmp", "cmp/asset_added", "graph", "graph/doc_expired");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Gateway.freePort();
    private final int managementPort = Gateway.freePort();

    private ClassArchive() {}

    public static void main(String[] args) throws Exception {
        Files.deleteIfExists(ARCHIVE);
        try (Postgres postgres = Postgres.start(0)) {
            new ClassArchive().write(postgres.newDatabase());
        }
        if (!Files.exists(ARCHIVE)) {
            System.err.println("This Java writes no archive of classes; Serai starts without it.");
        }
    }

    private void write(String journal) throws IOException, InterruptedException {
        Process gateway = start(journal);
        try {
            ConditionFactory patiently = Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .failFast("the gateway has ended, see " + LOG, () -> !gateway.isAlive());
            patiently.until(this::everyFamilyIsReceived);
            patiently.until(this::anEventIsArchived);
        } finally {
            gateway.destroy();
            gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            gateway.destroyForcibly();
        }
    }

    private Process start(String journal) throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                        "-jar",
                        "target/serai.jar")
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        Map<String, String> settings = Gateway.settings(journal, "postgres");
        settings.put("receive.port", Integer.toString(port));
        settings.put("management.port", Integer.toString(managementPort));
        settings.put("database.archive.url", "jdbc:h2:mem:archive;DB_CLOSE_DELAY=-1");
        settings.put("database.archive.user", "sa");
        settings.forEach((key, value) -> java.environment().put(Config.variable(key), value));
        return java.start();
    }

    private boolean everyFamilyIsReceived() throws IOException, InterruptedException {
        boolean received = true;
        for (Map.Entry<String, String> each : SENT.entrySet()) {
            HttpRequest request = Gateway.request(port, each.getKey())
                    .POST(BodyPublishers.ofString(sample(each.getValue())))
                    .build();
            received &= http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        }
        return received;
    }

    private boolean anEventIsArchived() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/observe/ledger"))
                .build();
        JsonNode ledger = new ObjectMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
        for (JsonNode destination : ledger.get("destinations")) {
            if (destination.get("destination").asText().equals("asset-archive")) {
                return destination.get("delivered").asInt() > 0;
            }
        }
        return false;
    }
}
