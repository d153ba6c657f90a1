package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event says goes into path and query of a call, and never chooses where the call goes. */
@SuppressWarnings("NullAway.Init")
class EventAddressTest {
    private static final String ROUTE = """
            - route:
                id: crm
                description: Tells the CRM.
                from:
                  id: waiting
                  uri: outbox:crm
                  parameters:
                    batchSize: 1
                  steps:
                    - setHeader:
                        id: path
                        name: CamelHttpPath
                        expression:
                          groovy:
                            expression: "['docs', body.first().text('data.docId')]"
                    - setHeader:
                        id: query
                        name: CamelHttpQuery
                        expression:
                          groovy:
                            expression: "body.map { event, payload -> [id: event.text('data.docId')] }.first()"
                    - setBody:
                        id: nothing
                        expression:
                          constant:
                            expression: ""
                    - to:
                        id: tell
                        uri: "{{CRM_URL}}"
                        parameters:
                          httpMethod: POST
            """;

    private final RecordingServer farSide = new RecordingServer();
    private final List<String> received = farSide.requests();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        farSide.close();
    }

    @Test
    void goesToTheConfiguredHostAsTheTextThatItIs() throws IOException {
        List<String> texts = List.of(
                "{{salesforce.client-secret}}@x.de", "?proxyHost=evil", "&x=y", "a#b", "a/../b", "a\\r\\nHost: evil");
        try (Gateway gateway = start(ROUTE)) {
            texts.forEach(text -> gateway.post("graph", event(text)));
            Awaitility.await().until(() -> received.size() == texts.size());
            gateway.settled();
        }
        assertThat(received)
                .containsExactlyInAnyOrder(
                        both("%7B%7Bsalesforce.client-secret%7D%7D%40x.de"),
                        both("%3FproxyHost%3Devil"),
                        both("%26x%3Dy"),
                        both("a%23b"),
                        both("a%2F..%2Fb"),
                        both("a%0D%0AHost%3A%20evil"));
    }

    @Test
    void anAddressThatAnEventWouldMakeIsRefusedAndTheEventWaits() throws IOException {
        String unsafe = ROUTE.replace("- to:", "- toD:").replace("{{CRM_URL}}", "{{CRM_URL}}/${body.first.subject}");
        try (Gateway gateway = start(unsafe)) {
            gateway.post("graph", event("?proxyHost=evil"));
            assertThat(String.valueOf(gateway.health()))
                    .contains("crm.camel.yaml:29")
                    .contains("what an event says would choose where \\\"toD\\\" goes");
            assertThat(gateway.query("select state from delivery where destination = 'crm'"))
                    .hasSize(1);
        }
        assertThat(received).isEmpty();
    }

    private static String both(String text) {
        return "/api/docs/" + text + "?id=" + text;
    }

    private static String event(String text) {
        return sample("graph/doc_expired")
                .replace(
                        "9b2d7c61-5f3e-4a1b-8c0d-7e6f5a4b3c2d",
                        UUID.randomUUID().toString())
                .replace("3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published", text);
    }

    private Gateway start(String route) throws IOException {
        Routes routes = Routes.copyTo(directory).edit("graph.camel.yaml", "outbox:content-archive", "outbox:crm");
        Files.writeString(directory.resolve("destinations/crm.camel.yaml"), route);
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("CRM_URL", farSide.url() + "/api");
        settings.put("salesforce.client-secret", "sesame-opens");
        return Gateway.start(Database.H2, settings);
    }
}
