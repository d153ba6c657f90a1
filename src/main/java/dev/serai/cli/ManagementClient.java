package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.event.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks the running gateway, by the management API. */
final class ManagementClient {
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A reload waits for the calls of a destination, see {@code outbox.call-timeout}. */
    private static final Duration ANSWER = Duration.ofMinutes(30);

    private static final int FIRST_ERROR = 400;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String url;
    private final @Nullable String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /** @param token null on this machine */
    private ManagementClient(String url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** Where the gateway is, as a command line says. */
    static final class At {
        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "the management port of the gateway; else http:// with management.host and .port")
        @Nullable
        String url;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                defaultValue = "${env:SERAI_TOKEN_FILE}",
                description = "a file with a token, for a gateway on another machine; else what SERAI_TOKEN_FILE names")
        @Nullable
        Path tokenFile;

        /** @throws IOException if the file with the token cannot be read */
        ManagementClient client(Config config) throws IOException {
            Section management = config.section("management");
            return new ManagementClient(
                    url == null
                            ? "http://" + management.text("host") + ":"
                                    + management.value("port", Format.number(0, 65_535))
                            : url.replaceFirst("/+$", ""),
                    tokenFile == null ? null : token(tokenFile));
        }

        private static String token(Path file) throws IOException {
            String token = Files.readString(file).strip();
            if (!token.matches("[!-~]+")) {
                throw new IOException(file + " is no token; \"serai token NAME\" prints one");
            }
            return token;
        }
    }

    /** The gateway does not answer, or not as the API does. */
    static final class UnreachedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreachedException(String message) {
            super(message);
        }
    }

    /** The gateway refuses what was asked. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Waits until a job has ended.
     *
     * @param id of the job
     * @param running is told what the API says of it meanwhile
     * @return what the API says of it then
     */
    JsonNode ended(String id, Consumer<JsonNode> running)
            throws UnreachedException, RefusedException, InterruptedException {
        long wait = FIRST_WAIT_MILLIS;
        while (true) {
            JsonNode job = get("/jobs/" + id);
            if (!job.path("state").asText().equals("running")) {
                return job;
            }
            running.accept(job);
            Thread.sleep(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
        }
    }

    JsonNode get(String path) throws UnreachedException, RefusedException, InterruptedException {
        return send(request(path).GET());
    }

    JsonNode post(String path, Map<String, ?> body) throws UnreachedException, RefusedException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.write(body))));
    }

    JsonNode delete(String path) throws UnreachedException, RefusedException, InterruptedException {
        return send(request(path).DELETE());
    }

    /** The files of each route file that runs, by the name of the file without its suffix. */
    SortedMap<String, SortedMap<String, String>> running()
            throws UnreachedException, RefusedException, InterruptedException {
        SortedMap<String, SortedMap<String, String>> running = new TreeMap<>();
        get("/routes")
                .path("routes")
                .forEach(each -> running.put(each.path("name").asText(), texts(each.path("files"))));
        return running;
    }

    /** Texts by the names of their files. */
    static SortedMap<String, String> texts(JsonNode files) {
        SortedMap<String, String> texts = new TreeMap<>();
        files.properties()
                .forEach(file -> texts.put(file.getKey(), file.getValue().asText()));
        return texts;
    }

    /** A value as a part of a path or query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "/api/v1" + path)).timeout(ANSWER);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** A page as it is. */
    String text(String path) throws UnreachedException, RefusedException, InterruptedException {
        return text(request(path).GET());
    }

    private JsonNode send(HttpRequest.Builder request)
            throws UnreachedException, RefusedException, InterruptedException {
        try {
            return MAPPER.readTree(text(request));
        } catch (IOException e) {
            throw unreached();
        }
    }

    private UnreachedException unreached() {
        return new UnreachedException("no gateway answers at " + url + "; start it with \"serai run\", or say --url");
    }

    private String text(HttpRequest.Builder request) throws UnreachedException, RefusedException, InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= FIRST_ERROR) {
                throw new RefusedException(MAPPER.readTree(answer.body())
                        .path("detail")
                        .asText("the gateway at " + url + " answers " + answer.statusCode()));
            }
            return answer.body();
        } catch (IOException e) {
            throw unreached();
        }
    }
}
