package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.ApiDocumentation.Answer;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The management API is as its OpenAPI document says. That each answer is, {@link ApiTap} holds in every test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ApiDocumentTest {
    private static final Map<String, String> FOUND =
            Map.of("cache-control", "no-store", "x-content-type-options", "nosniff");

    private final int port = Ports.free();
    private Serai serai;
    private List<String> wrongAnswers;

    @BeforeAll
    void start() throws Exception {
        Map<String, String> settings = new HashMap<>(Gateway.settings(Database.H2.newUrl(), Database.H2.user()));
        settings.put("receive.port", "0");
        settings.put("management.port", Integer.toString(port));
        Config config = Config.load(Path.of("config/application.properties"), Map.of());
        serai = Serai.start(config.with(settings), Families.SHIPPED, false);
        wrongAnswers = ApiTap.on(serai);
    }

    @AfterAll
    void stop() {
        serai.close();
        assertThat(wrongAnswers).isEmpty();
    }

    static Set<String> operations() {
        return ApiDocumentation.operations().keySet();
    }

    static List<String> bodies() {
        return ApiDocumentation.operations().entrySet().stream()
                .filter(each -> each.getValue().has("requestBody"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return HttpClient.newHttpClient()
                .send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private static String detail(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return ApiDocumentation.json(answer.body()).path("detail").asText();
    }

    /** By the parser that most generators of clients use, and the schemas by those of JSON Schema. */
    @Test
    void isAnOpenApiDocument() {
        SwaggerParseResult read =
                new OpenAPIV3Parser().readContents(ApiDocumentation.root().toString());
        assertThat(read.getMessages()).isEmpty();
        assertThat(read.getOpenAPI().getPaths()).hasSizeGreaterThan(20);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                        .validate(
                                "{\"$defs\":"
                                        + ApiDocumentation.root()
                                                .path("components")
                                                .path("schemas")
                                        + "}",
                                InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void namesEachPageThatIsServedAndNoOther() {
        Set<String> served = ApiTap.router(serai).getRoutes().stream()
                .filter(route ->
                        route.getPath() != null && route.getPath().startsWith("/api/v1") && route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .map(HttpMethod::name)
                        .map(method -> method + " " + route.getPath().replaceAll(":(\\w+)", "{$1}")))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served).isNotEmpty().containsExactlyInAnyOrderElementsOf(operations());
    }

    @Test
    void eachObjectIsClosedAndEachMemberDescribed() {
        ApiDocumentation.root().path("components").path("schemas").properties().forEach(schema -> {
            assertThat(schema.getValue().path("additionalProperties").asText())
                    .as(schema.getKey())
                    .isEqualTo("false");
            assertThat(schema.getValue().path("description").asText())
                    .as(schema.getKey())
                    .endsWith(".");
            schema.getValue().path("properties").properties().forEach(member -> assertThat(
                            member.getValue().path("description").asText())
                    .as(schema.getKey() + "." + member.getKey())
                    .endsWith("."));
        });
        ApiDocumentation.operations().forEach((name, operation) -> {
            assertThat(operation.path("summary").asText()).as(name).endsWith(".");
            operation.path("parameters").forEach(each -> {
                JsonNode parameter = ApiDocumentation.resolved(each);
                assertThat(parameter.path("description").asText())
                        .as(name + " " + parameter.path("name").asText())
                        .endsWith(".");
            });
        });
    }

    @Test
    void anAnswerThatIsNotDocumentedIsFound() {
        String path = "/api/v1/destinations";
        Map<String, String> headers = new HashMap<>(FOUND);
        headers.put("content-type", "application/json");

        assertThat(ApiDocumentation.wrong(new Answer("GET", path, 200, headers, "{\"destinations\":[]}")))
                .isEmpty();
        assertThat(ApiDocumentation.wrong(new Answer("GET", path, 200, headers, "{\"destinations\":[],\"secret\":1}")))
                .singleElement()
                .asString()
                .contains("GET /api/v1/destinations answers 200", "'secret'");
        assertThat(ApiDocumentation.wrong(new Answer("GET", path, 204, headers, "")))
                .hasSize(1);
        assertThat(ApiDocumentation.wrong(new Answer("PUT", path, 200, headers, "{}")))
                .hasSize(1);
        headers.remove("cache-control");
        assertThat(ApiDocumentation.wrong(new Answer("GET", path, 200, headers, "{\"destinations\":[]}")))
                .singleElement()
                .asString()
                .endsWith("without cache-control: no-store");
    }

    @Test
    void isServedInBothFormsWithTheVersion() throws Exception {
        JsonNode root = ApiDocumentation.json(get("/api/v1").body());
        assertThat(root.path("openapi")).hasSize(2);
        JsonNode json = ApiDocumentation.json(get("/api/v1/openapi.json").body());

        assertThat(json.path("info").path("version")).isEqualTo(root.path("version"));
        assertThat(json.path("paths")).isEqualTo(ApiDocumentation.root().path("paths"));
        HttpResponse<String> yaml = get("/api/v1/openapi.yaml");
        assertThat(yaml.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(yaml.body()).contains("version: \"" + root.path("version").asText() + "\"");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void refusesAParameterThatItDoesNotHave(String operation) throws Exception {
        String[] parts = operation.split(" ", 2);
        String path = parts[1].replaceAll("\\{\\w+}", "x");
        HttpResponse<String> answer = parts[0].equals("POST")
                ? send("POST", path + "?colour=red", "{}", "Content-Type", "application/json")
                : send(parts[0], path + "?colour=red", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(detail(answer)).startsWith("colour is unknown here; ");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void refusesAMemberOfABodyThatItDoesNotHave(String operation) throws Exception {
        String path = operation.split(" ", 2)[1].replaceAll("\\{\\w+}", "x");
        JsonNode schema = ApiDocumentation.resolved(
                Objects.requireNonNull(ApiDocumentation.operations().get(operation))
                        .path("requestBody")
                        .path("content")
                        .path("application/json")
                        .path("schema"));
        String names = StreamSupport.stream(
                        ((Iterable<String>) () -> schema.path("properties").fieldNames()).spliterator(), false)
                .sorted()
                .collect(Collectors.joining(", "));

        HttpResponse<String> answer =
                send("POST", path, "{\"colour\":\"red\"}", "Content-Type", "application/json; charset=utf-8");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(detail(answer))
                .isEqualTo("the body has colour, but may have " + (names.isEmpty() ? "nothing" : "only " + names));
        HttpResponse<String> none = send("POST", path, "[1]", "Content-Type", "application/json");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(detail(none)).isEqualTo("the body is no JSON object");
    }

    @Test
    void refusesWhatHttpCannotMean() throws Exception {
        HttpResponse<String> unknown = get("/api/v1/colours");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(ApiDocumentation.json(unknown.body())).isEqualTo(ApiDocumentation.json("""
                        {"type":"about:blank","title":"Not Found","status":404,
                         "detail":"there is no page /api/v1/colours; /api/v1/openapi.yaml names all"}
                        """));
        HttpResponse<String> method = send("PUT", "/api/v1/jobs/7", "{}");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).contains("DELETE, GET, HEAD");
        assertThat(detail(method)).isEqualTo("PUT is not possible here, but DELETE, GET, HEAD");
        HttpResponse<String> type = send("POST", "/api/v1/cancel", "{}", "Content-Type", "text/plain");
        assertThat(type.statusCode()).isEqualTo(415);
        assertThat(detail(type)).contains("application/json");
        HttpResponse<String> large =
                send("POST", "/api/v1/cancel", " ".repeat(70_000), "Content-Type", "application/json");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(get("/api/v1/events/%25zz").statusCode()).isEqualTo(400);
        assertThat(detail(get("/api/v1/events?limit=1&limit=2"))).isEqualTo("limit is given more than once");
        assertThat(detail(get("/api/v1/events?payload=yes"))).isEqualTo("payload must be true or false");
        assertThat(detail(send("POST", "/api/v1/replay?dryRun=yes", "{}", "Content-Type", "application/json")))
                .isEqualTo("dryRun must be true or false");
        assertThat(detail(send("POST", "/api/v1/reconcile", "{}", "Content-Type", "application/json")))
                .startsWith("since is missing");
        assertThat(detail(send(
                        "POST", "/api/v1/routes/reroute", "{\"dryRun\":\"no\"}", "Content-Type", "application/json")))
                .isEqualTo("dryRun must be true or false");
        assertThat(detail(get("/api/v1/audit?after=x"))).isEqualTo("after must be the \"next\" of a page before");
        assertThat(detail(get("/api/v1/routes/runs?after=x"))).startsWith("after must be");
        assertThat(get("/api/v1/events/").statusCode()).isEqualTo(404);
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws Exception {
        HttpResponse<String> get = get("/api/v1/openapi.json");
        HttpResponse<String> head = send("HEAD", "/api/v1/openapi.json", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isPresent()
                .isEqualTo(get.headers().firstValue("Content-Length"));
        assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(send("HEAD", "/api/v1/colours", "").statusCode()).isEqualTo(404);
    }

    @Test
    void pagesTheRunsOfTheRoutes() throws Exception {
        Set<String> names = new TreeSet<>();
        String next = "";
        do {
            JsonNode page = ApiDocumentation.json(
                    get("/api/v1/routes/runs?limit=2" + next).body());
            page.path("runs")
                    .forEach(run ->
                            assertThat(names.add(run.path("name").asText())).isTrue());
            next = page.has("next") ? "&after=" + page.path("next").asText() : "";
        } while (!next.isEmpty());

        JsonNode routes = ApiDocumentation.json(get("/api/v1/routes").body()).path("routes");
        assertThat(names).hasSizeGreaterThan(2).containsExactlyInAnyOrderElementsOf(routes.findValuesAsText("name"));
    }

    @Test
    void aStrangerGetsAProblem() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /api/v1/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 421").contains("application/problem+json", "allowed-hosts");
        }
    }
}
