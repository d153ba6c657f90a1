package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteRuntime;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.RecordingServer;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The value of a placeholder arrives at the far side as it stands in the configuration, or its file is refused. */
@SuppressWarnings("NullAway.Init")
class PlaceholderValuesTest {
    private static final List<String> URLS = List.of(
            "/x?sig=a+b%2Fc&y=z",
            "/x?z=1&a=2",
            "/x?sig=a%2Bb%20c",
            "/x?sv=2020&sr=b&sig=Zm9v%2B%2F%3D",
            "/x%2Fy/z?a=%25",
            "/x?a=b&a=c",
            "/x?u=http://h/p",
            "/services/T0/B0/xYz");

    private static final Map<String, String> SECRETS =
            Map.of("plain", "plain", "a&b", "a%26b", "a#b", "a%23b", "a%b", "a%25b", "a+b", "a%2Bb", "a'b", "a%27b");

    private final RecordingServer farSide = new RecordingServer();
    private final List<String> received = farSide.requests();
    private final Map<String, String> settings = new TreeMap<>();
    private final List<String> destinations = new CopyOnWriteArrayList<>();
    private final String host = farSide.url();

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        Routes.copyTo(directory);
        settings.put("routes.directory", directory.toString());
    }

    @AfterEach
    void stop() {
        farSide.close();
    }

    @Test
    void arrivesByteForByte() throws IOException {
        for (String url : URLS) {
            add("\"{{KEY}}\"", "x", host + url);
        }
        for (String secret : SECRETS.keySet()) {
            add(host + "/option", "RAW({{KEY}})", secret);
        }
        StringBuilder all = new StringBuilder();
        destinations.forEach(name -> all.append("- to: {id: " + name + ", uri: 'outbox:" + name + "'}\n"));
        Files.writeString(
                directory.resolve("graph.camel.yaml"), """
                - route:
                    id: graph
                    from:
                      uri: direct:graph
                      steps:
                """ + all.toString().indent(8));
        try (Gateway gateway = Gateway.start(Database.H2, settings)) {
            gateway.post("graph", Gateway.sample("graph/doc_expired"));
            Awaitility.await().until(() -> received.size() == destinations.size());
        }
        assertThat(received)
                .containsAll(URLS.stream().map(PlaceholderValuesTest::withKey).toList());
        assertThat(received)
                .containsAll(SECRETS.values().stream()
                        .map(value -> "/option?key=" + value)
                        .toList());
    }

    /** The route has one parameter of its own, which follows. */
    private static String withKey(String url) {
        return url + (url.contains("?") ? "&" : "?") + "key=x";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a&b   | to: {uri: 'http://x.de', parameters: {k: '{{KEY}}'}} | a URI reads in its own way: one of & + % # and the"
                        + " backslash - write RAW({{KEY}})",
                "a+b   | to: {uri: 'http://x.de?k={{KEY}}'} | a URI reads in its own way: one of & + % # and the backslash"
                        + " - write RAW({{KEY}})",
                "a\\b  | setBody: {expression: {simple: {expression: 'x {{KEY}}'}}} | Simple reads in its own way: a backslash or"
                        + " ${ - set a variable to it by a setVariable with constant, and write ${variable.<name>} here",
                "${a}  | setBody: {expression: {simple: {expression: 'x {{KEY}}'}}} | Simple reads in its own way: a backslash or"
                        + " ${ - set a variable to it by a setVariable with constant, and write ${variable.<name>} here",
                "a'b   | setBody: {expression: {groovy: {expression: '\"{{KEY}}\"'}}} | Groovy reads in its own way: a quote, a"
                        + " backslash or a dollar - set a variable to it by a setVariable with constant, and write"
                        + " variables.<name> here"
            })
    void aValueThatWouldBeReadIsRefused(String value, String step, String reason) throws Exception {
        assertThat(problems(value, step)).containsExactly(":6: the value of {{KEY}} has a character that " + reason);
    }

    @ParameterizedTest
    @CsvSource({"a}}b", "a{{b", "a{{b}}c"})
    void aValueWithBracesIsRefused(String value) throws Exception {
        assertThat(problems(value, "setBody: {expression: {constant: {expression: '{{KEY}}'}}}"))
                .containsExactly(
                        ":6: the value of {{KEY}} has \"{{\" or \"}}\" in it, which Camel takes for a placeholder"
                                + " - give KEY another value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a&b#%+\\'\"$c | setBody: {expression: {constant: {expression: '{{KEY}}'}}}",
                "a&b#%+'\"$c   | setBody: {expression: {simple: {expression: 'Bearer {{KEY}}'}}}",
                "a&b#%+'\"$c   | to: {uri: 'http://x.de', parameters: {k: 'RAW({{KEY}})'}}",
                "http://x.de/?a=b+c&d=e%2B | to: {uri: '{{KEY}}'}",
                "abc           | setBody: {expression: {groovy: {expression: '\"{{KEY}}\"'}}}"
            })
    void aValueThatArrivesPasses(String value, String step) throws Exception {
        assertThat(problems(value, step)).isEmpty();
    }

    private List<String> problems(String value, String step) throws Exception {
        Path file = Files.writeString(directory.resolve("destinations/crm.camel.yaml"), """
                - route:
                    id: crm
                    from:
                      uri: outbox:crm
                      steps:
                        - %s
                """.formatted(step));
        Config config = Config.shipped().with(Map.of("KEY", value));
        try (RouteRuntime runtime =
                RouteRuntime.offline(directory, config, new Validator(), call -> new Answer(Map.of(), null))) {
            return runtime.problems().stream()
                    .map(Finding::toString)
                    .map(problem -> problem.replace(file.toString(), ""))
                    .toList();
        }
    }

    private void add(String uri, String option, String value) throws IOException {
        String name = "p" + destinations.size();
        destinations.add(name);
        settings.put("probe." + name, value);
        Files.writeString(
                directory.resolve("destinations/" + name + ".camel.yaml"),
                """
                - route:
                    id: NAME
                    from:
                      uri: outbox:NAME
                      steps:
                        - setBody: {expression: {constant: {expression: ""}}}
                        - to:
                            uri: %s
                            parameters:
                              httpMethod: POST
                              key: "%s"
                """.formatted(uri, option).replace("NAME", name).replace("KEY", "probe." + name));
    }
}
