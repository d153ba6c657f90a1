package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program writes with {@code log.format}, in a process of its own. */
@SuppressWarnings("NullAway.Init")
class LogFormatIT {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @TempDir
    Path directory;

    private final int port = Ports.free();

    @Test
    void everyLineIsAnObjectOfTheElasticCommonSchema() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : said("json")) {
            lines.add(JSON.readTree(line));
        }

        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> {
            assertThat(Instant.parse(line.path("@timestamp").asText())).isAfter("2026-01-01T00:00:00Z");
            assertThat(line.path("log.level").asText()).isIn("INFO", "WARN", "ERROR");
            assertThat(line.path("message").asText()).isNotBlank();
            assertThat(line.path("log.logger").asText()).isNotBlank();
            assertThat(line.path("process.thread.name").asText()).isNotBlank();
            assertThat(line.path("service.name").asText()).isEqualTo("serai");
            assertThat(line.path("ecs.version").asText()).isNotBlank();
        });
        assertThat(lines)
                .anySatisfy(line -> {
                    assertThat(line.path("log.logger").asText()).isEqualTo("serai.receipt");
                    assertThat(line.path("serai.family").asText()).isEqualTo("cmp");
                    assertThat(line.path("serai.status").isInt()).isTrue();
                    assertThat(line.path("serai.new").asInt()).isEqualTo(1);
                    assertThat(line.path("message").asText()).startsWith("family=cmp status=200 received=1 new=1");
                })
                .anySatisfy(line -> {
                    assertThat(line.path("serai.status").asInt()).isEqualTo(401);
                    assertThat(line.path("serai.from").asText()).isEqualTo("127.0.0.1");
                    assertThat(line.path("serai.secret").isInt()).isTrue();
                });
    }

    @Test
    void textIsTheDefault() throws Exception {
        assertThat(said(""))
                .hasSizeGreaterThan(5)
                .anyMatch(line -> line.contains(" INFO  receipt family=cmp status=200 received=1 new=1"));
    }

    @Test
    void anotherFormatStopsTheStart() throws Exception {
        Process process = start("xml");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("err.log")))
                .containsOnlyOnce("LOG_FORMAT")
                .contains("must be one of text, json");
    }

    /** The lines of a run in which two webhooks came, to its end. */
    private List<String> said(String format) throws Exception {
        Process process = start(format);
        try {
            HttpClient http = HttpClient.newHttpClient();
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> http.send(webhook("a-secret-that-is-long-enough"), BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
            http.send(webhook("wrong"), BodyHandlers.discarding());
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(directory.resolve("out.log"))
                    .contains("ready port="));
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(directory.resolve("out.log"));
    }

    private HttpRequest webhook(String secret) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/cmp"))
                .header("Callback-Secret", secret)
                .POST(BodyPublishers.ofString(Gateway.sample("cmp/asset_added")))
                .build();
    }

    private Process start(String format) throws IOException {
        String classPath = String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Serai.class.getName())
                .redirectOutput(directory.resolve("out.log").toFile())
                .redirectError(directory.resolve("err.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JOURNAL_URL",
                        Database.H2.newUrl(),
                        "RECEIVE_PORT",
                        Integer.toString(port),
                        "MANAGEMENT_PORT",
                        Integer.toString(Ports.free()),
                        "CMP_SECRETS",
                        "a-secret-that-is-long-enough",
                        "CAMPAIGN_SENDER",
                        "open",
                        "GRAPH_SENDER",
                        "open",
                        "LOG_FORMAT",
                        format));
        return builder.start();
    }
}
