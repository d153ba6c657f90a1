package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits, what is where, and the addresses for people. */
class SalesforceSimulatorTest extends Simulated {
    @Test
    void theDayIsCountedAndEnds() {
        simulator.dailyLimit(3);
        Rest.Reply first = rest.get("limits");
        Rest.Reply failed = rest.query("nonsense");
        rest.get("limits");

        Rest.Reply last = rest.get("limits");

        assertThat(first.headers().firstValue("Sforce-Limit-Info")).hasValue("api-usage=1/3");
        assertThat(first.json().at("/DailyApiRequests/Remaining").asInt()).isEqualTo(2);
        assertThat(failed.headers().firstValue("Sforce-Limit-Info")).hasValue("api-usage=2/3");
        assertThat(last.refusal()).isEqualTo("403 REQUEST_LIMIT_EXCEEDED");
        simulator.newDay();
        assertThat(rest.get("limits").status()).isEqualTo(200);
    }

    @Test
    void aHeadThatIsTooLongIsRefused() {
        assertThat(rest.query("x".repeat(17_000)).status()).isEqualTo(414);
        assertThat(rest.with("X-Long", "x".repeat(17_000)).get("limits").status())
                .isEqualTo(431);
    }

    @Test
    void onlyJsonIsUnderstood() {
        Rest.Reply reply = rest.send("POST", "/services/data/v60.0/sobjects/Contact", "text/plain", "{}");

        assertThat(reply.refusal()).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyHasToBeUtf8() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(simulator.url() + "/services/data/v60.0/sobjects/Contact"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        "{\"LastName\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("JSON_PARSER_ERROR");
    }

    @ParameterizedTest
    @CsvSource({
        "/services/data/, 200",
        "/services/data/v60.0/, 200",
        "/services/data/v60.0/sobjects, 200",
        "/services/data/v60.0/sobjects/Lead/describe, 200",
        "/services/data/v60.0/limits/, 200",
        "/services/data/v20.0/limits, 410",
        "/services/data/v99.0/limits, 404",
        "/services/data/v60.0/nothing, 404",
        "/services/nothing, 404",
        "/, 200",
        "/nothing, 404",
        "/__sim/records/Contact, 200",
        "/__sim/records/Nothing__c, 404",
        "/__sim/requests, 200"
    })
    void whatIsThereAnswers(String path, int status) {
        assertThat(rest.send("GET", path, "application/json", "").status()).isEqualTo(status);
    }

    @Test
    void aDescriptionTellsTheFieldsOfTheSource() {
        Rest.Reply reply = rest.get("sobjects/Email_Event__c/describe");

        assertThat(reply.body())
                .contains("\"name\":\"Event_Key__c\",\"label\":\"Event key\",\"type\":\"string\",\"length\":64");
        assertThat(reply.json().path("fields").findValuesAsText("name")).contains("Contact__c", "SystemModstamp");
    }

    @Test
    void aDescriptionTellsWhoMaySetAFieldAndWhatFindsARecord() {
        JsonNode fields = rest.get("sobjects/Email_Event__c/describe").json().path("fields");

        assertThat(described(fields, "Event_Key__c")).isEqualTo("true true true true");
        assertThat(described(fields, "Id")).isEqualTo("false false false true");
        assertThat(described(fields, "Reason__c")).isEqualTo("true true false false");
        assertThat(field(fields, "OwnerId").path("nillable").asBoolean()).isFalse();
        assertThat(field(fields, "OwnerId").path("defaultedOnCreate").asBoolean())
                .isTrue();
        assertThat(field(fields, "Contact__c").path("length").asInt()).isEqualTo(18);
    }

    private static String described(JsonNode fields, String name) {
        return Stream.of("createable", "updateable", "externalId", "idLookup")
                .map(trait -> field(fields, name).path(trait).asText())
                .collect(Collectors.joining(" "));
    }

    private static JsonNode field(JsonNode fields, String name) {
        return StreamSupport.stream(fields.spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void requestsAreRemembered() {
        rest.with("X-Test", "1").query("SELECT Id FROM Contact");

        Request last = simulator.requests().get(1);
        assertThat(last.method()).isEqualTo("GET");
        assertThat(last.path()).isEqualTo("/services/data/v60.0/query");
        assertThat(last.query()).containsEntry("q", "SELECT Id FROM Contact");
        assertThat(last.headers()).containsEntry("x-test", "1");
        assertThat(last.status()).isEqualTo(200);
    }

    @Test
    void itIsControlledOverHttp() {
        simulator.insert("Contact", Map.of("LastName", "x"));
        Rest.Reply records = rest.send("GET", "/__sim/records/contact", "x/x", "");
        Rest.Reply scheduled =
                rest.send("POST", "/__sim/faults", "x/x", "{\"on\":\"limits\",\"fault\":\"unavailable\"}");
        Rest.Reply unknown = rest.send("POST", "/__sim/faults", "x/x", "{\"on\":\"limits\",\"fault\":\"magic\"}");
        int faulty = rest.get("limits").status();
        Rest.Reply requests = rest.send("GET", "/__sim/requests", "x/x", "");
        Rest.Reply reset = rest.send("POST", "/__sim/reset", "x/x", "");

        assertThat(records.json().at("/0/LastName").asText()).isEqualTo("x");
        assertThat(scheduled.status()).isEqualTo(200);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(faulty).isEqualTo(503);
        assertThat(requests.json().at("/1/status").asInt()).isEqualTo(503);
        assertThat(reset.status()).isEqualTo(200);
        assertThat(simulator.records("Contact")).isEmpty();
        assertThat(simulator.requests()).isEmpty();
        assertThat(rest.get("limits").status()).isEqualTo(401);
    }

    /** The client of the JDK does not let a Host be chosen. */
    private String statusLine(String method, String headers) throws IOException {
        URI url = URI.create(simulator.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String request =
                    method + " /__sim/reset HTTP/1.1\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Host: evil.example.com\\r\\n
                    Host: 127.0.0.1.evil.example.com:PORT\\r\\n
                    Host: localhost:PORT\\r\\nOrigin: https://evil.example.com\\r\\n
                    Host: localhost:PORT\\r\\nOrigin: null\\r\\n
                    Host: localhost:PORT\\r\\nOrigin: http://localhost:1\\r\\n
                    Host: localhost:PORT\\r\\nSec-Fetch-Site: cross-site\\r\\n
                    """)
    void aPageOfAnotherOriginCannotResetIt(String headers) throws IOException {
        simulator.insert("Contact", Map.of("LastName", "x"));
        int port = URI.create(simulator.url()).getPort();
        String sent = headers.replace("\\r\\n", "\r\n").replace("PORT", Integer.toString(port));

        assertThat(statusLine("POST", sent)).contains("403");
        assertThat(simulator.records("Contact")).hasSize(1);
        assertThat(statusLine("POST", "Host: localhost:" + port + "\r\nOrigin: http://localhost:" + port + "\r\n"))
                .contains("200");
    }

    @Test
    void itListensOnThisMachineAloneAndTellsIfItCannot() {
        int port = URI.create(simulator.url()).getPort();

        assertThatThrownBy(() -> SalesforceSimulator.start(port))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Integer.toString(port));
    }

    @Test
    void anotherFieldOfAnObjectIsThere() {
        simulator.define("Contact", Field.of("Newsletter__c", FieldType.CHECKBOX));

        assertThat(rest.post("sobjects/Contact", "{\"LastName\":\"x\",\"Newsletter__c\":true}")
                        .status())
                .isEqualTo(201);
        assertThat(simulator.records("Contact").get(0)).containsEntry("Newsletter__c", true);
    }
}
