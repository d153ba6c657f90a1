package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.receive.Held.Quarantined;
import dev.serai.testing.Gateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what they should be: what a sender is told, and that nothing of them is lost. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.serai.testing.Gateway#onEachDatabase()")
class BadBodyTest {
    private final Gateway gateway;
    private final Held held;

    BadBodyTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @AfterEach
    void theLedgerBalances() {
        assertThat(held.balanced()).isTrue();
    }

    static Stream<Arguments> bodiesThatAreNoJson() {
        String whole = Sample.bounce().json();
        return Map.of(
                        "cut off", whole.substring(0, whole.length() / 2).getBytes(UTF_8),
                        "no JSON", "<event type='bounce'/>".getBytes(UTF_8),
                        "two values", "7 8".getBytes(UTF_8),
                        "a list cut off", ("[" + whole.substring(0, whole.length() - 1)).getBytes(UTF_8),
                        "blanks", "  \r\n".getBytes(UTF_8),
                        "UTF-16 with a mark", whole.getBytes(Charset.forName("UTF-16")),
                        "UTF-16LE", whole.getBytes(Charset.forName("UTF-16LE")),
                        "UTF-16BE", whole.getBytes(Charset.forName("UTF-16BE")),
                        "Latin-1",
                                Sample.bounce().with("reason", "größer").json().getBytes(Charset.forName("ISO-8859-1")),
                        "a raw NUL", whole.replace("softbounce", "soft\0bounce").getBytes(UTF_8))
                .entrySet()
                .stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodiesThatAreNoJson")
    void keepsInQuarantineWhatIsNoJsonAndSaysSo(String name, byte[] body) {
        HttpResponse<String> answer = gateway.post("campaign", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(
                        "{\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1,\"problems\":[{\"index\":0,\"reason\":\"not ");
        assertThat(held.quarantined(body)).singleElement().satisfies(kept -> {
            assertThat(kept.family()).isEqualTo("campaign");
            assertThat(kept.reason()).startsWith("not ");
            assertThat(kept.count()).isPositive();
        });
    }

    @Test
    void countsWhatIsSentAgainAndKeepsItOnce() {
        byte[] body = ("7 \"" + UUID.randomUUID() + "\"").getBytes(UTF_8);

        gateway.post("cmp", body);
        gateway.post("cmp", body);

        assertThat(held.quarantined(body)).containsExactly(new Quarantined("cmp", "not JSON: more than one value", 2));
    }

    @Test
    void refusesAnEmptyBody() {
        String before = held.ledger();

        HttpResponse<String> answer = gateway.send(gateway.request("campaign").POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"The body is empty.\"}");
        assertThat(held.ledger()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=UTF-16",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "no content type"
            })
    void readsJsonWhateverItsContentType(String contentType) {
        Sample event = Sample.bounce();

        HttpResponse<String> answer = gateway.send(gateway.request("campaign")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(event.json())));

        assertAccepted(answer, 1);
        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @Test
    void keepsARealFormAndARealMultipartBodyInQuarantine() {
        String json = Sample.bounce().json();
        Map<String, String> bodies = Map.of(
                "application/x-www-form-urlencoded",
                "type=bounce&id=" + UUID.randomUUID(),
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"event\"\r\n\r\n" + json + "\r\n--b--\r\n");
        bodies.forEach((contentType, body) -> {
            HttpResponse<String> answer = gateway.send(gateway.request("campaign")
                    .header("Content-Type", contentType)
                    .POST(BodyPublishers.ofString(body)));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"quarantined\":1").doesNotContain("bounce");
            assertThat(held.quarantined(body.getBytes(UTF_8))).hasSize(1);
        });
    }

    @Test
    void acceptsAnEmptyList() {
        String before = held.ledger();

        assertAccepted(gateway.post("campaign", "[]"), 0);
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void acceptsMoreThanTheHundredEventsThatAreAnnounced() {
        List<Sample> events =
                IntStream.range(0, 250).mapToObj(each -> Sample.bounce()).toList();

        HttpResponse<String> answer = gateway.post(
                "campaign", events.stream().map(Sample::json).collect(Collectors.joining(",\n", " [", "]\n")));

        assertAccepted(answer, 250);
        assertThat(events)
                .allSatisfy(
                        event -> assertThat(held.event(event.mark()).payload()).isEqualTo(event.json()));
    }

    /** Campaign is answered 200 and never sends it again: what is lost here is lost for good. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00C3", "a\0b", "a\nb", "\\x"})
    void aBrokenElementOfABatchTakesNoOtherAlong(String broken) {
        Sample first = Sample.of("campaign/unsubscribe", "/id");
        Sample last = Sample.of("campaign/unsubscribe", "/id");
        Charset bytes = Charset.forName("ISO-8859-1");
        byte[] bad = Sample.bounce()
                .with("reason", "BROKEN")
                .json()
                .replace("BROKEN", broken)
                .getBytes(bytes);

        HttpResponse<String> answer = gateway.post(
                "campaign",
                ("[" + first.json() + "," + new String(bad, bytes) + "," + last.json() + "]").getBytes(bytes));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"received\":3,\"new\":2,\"duplicate\":0,\"quarantined\":1,"
                        + "\"problems\":[{\"index\":1,\"reason\":\"not ");
        assertThat(held.event(first.mark()).payload()).isEqualTo(first.json());
        assertThat(held.event(last.mark()).payload()).isEqualTo(last.json());
        assertThat(held.event(last.mark()).destinations()).containsExactly("salesforce-optouts");
        assertThat(held.quarantined(bad))
                .singleElement()
                .extracting(Quarantined::reason)
                .asString()
                .startsWith("not ");
    }

    @Test
    void ofAListThatBreaksOffTheWholeElementsAreKept() {
        Sample whole = Sample.bounce();
        String cut = Sample.bounce().json().substring(0, 40);

        HttpResponse<String> answer = gateway.post("campaign", "[" + whole.json() + "," + cut);

        assertThat(answer.body()).startsWith("{\"received\":2,\"new\":1,\"duplicate\":0,\"quarantined\":1,");
        assertThat(held.event(whole.mark()).payload()).isEqualTo(whole.json());
        assertThat(held.quarantined(cut.getBytes(UTF_8))).hasSize(1);
    }

    /** A sender must be able to read the answer, whatever it sent. */
    @Test
    void answersBrieflyToManyElementsThatAreNoEvents() {
        String body = "[" + "0,".repeat(19_999) + "0]";

        HttpResponse<String> answer = gateway.post("campaign", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"received\":20000,\"new\":0,\"duplicate\":0,\"quarantined\":20000,")
                .hasSizeLessThan(10_000);
        assertThat(held.quarantined("0".getBytes(UTF_8)))
                .containsExactly(new Quarantined("campaign", "not an object", 20_000));
    }

    /** Millions of them would take all the memory there is. */
    @Test
    void keepsAListThatIsTooLongAsAWhole() {
        String body = "[" + "1,".repeat(20_000) + "1]";

        assertThat(gateway.post("campaign", body).body())
                .isEqualTo("{\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1,"
                        + "\"problems\":[{\"index\":0,\"reason\":\"more than 20000 elements\"}]}");
        assertThat(held.quarantined(body.getBytes(UTF_8)))
                .containsExactly(new Quarantined("campaign", "more than 20000 elements", 1));
    }

    @Test
    void acceptsTheNeighboursOfWhatIsNoEvent() {
        Sample first = Sample.bounce();
        Sample last = Sample.click();
        String text = "\"" + UUID.randomUUID() + "\"";

        HttpResponse<String> answer =
                gateway.post("campaign", "[" + first.json() + ", " + text + " ,null," + last.json() + "]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"received\":4,\"new\":2,\"duplicate\":0,\"quarantined\":2,\"problems\":["
                        + "{\"index\":1,\"reason\":\"not an object\"},{\"index\":2,\"reason\":\"not an object\"}]}");
        assertThat(held.event(first.mark()).payload()).isEqualTo(first.json());
        assertThat(held.event(last.mark()).payload()).isEqualTo(last.json());
        assertThat(held.quarantined(text.getBytes(UTF_8)))
                .containsExactly(new Quarantined("campaign", "not an object", 1));
        assertThat(held.quarantined("null".getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void acceptsTheNeighbourOfAnElementThatNestsTooDeep() {
        Sample neighbour = Sample.bounce();
        Sample deep = Sample.bounce().withRaw("deep", "[".repeat(100_000) + "]".repeat(100_000));

        HttpResponse<String> answer = gateway.post("campaign", "[" + deep.json() + "," + neighbour.json() + "]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"received\":2,\"new\":1,\"duplicate\":0,\"quarantined\":1")
                .contains("{\"index\":0,\"reason\":\"nested too deep, or with a number or a name that is too long\"}");
        assertThat(held.event(neighbour.mark()).payload()).isEqualTo(neighbour.json());
        assertThat(held.quarantined(deep.json().getBytes(UTF_8))).hasSize(1);
    }

    /** A map of it would take twenty times its text: seen to end the process, and again after each start. */
    @Test
    void acceptsTheNeighbourOfAnElementWithMoreValuesThanAreRead() {
        Sample neighbour = Sample.bounce();
        Sample wide = Sample.bounce().withRaw("wide", "[" + "{},".repeat(500_000) + "{}]");
        Sample full = Sample.bounce().withRaw("full", "[" + "{},".repeat(49_900) + "{}]");

        HttpResponse<String> answer =
                gateway.post("campaign", "[" + wide.json() + "," + neighbour.json() + "," + full.json() + "]");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"received\":3,\"new\":2,\"duplicate\":0,\"quarantined\":1")
                .contains("{\"index\":0,\"reason\":\"more than 100000 values and names\"}");
        assertThat(held.event(neighbour.mark()).payload()).isEqualTo(neighbour.json());
        assertThat(held.event(full.mark()).payload()).isEqualTo(full.json());
        assertThat(held.quarantined(wide.json().getBytes(UTF_8))).hasSize(1);
    }

    @Test
    void keepsNothingButBracketsInQuarantine() {
        byte[] brackets = ("[".repeat(100_000) + "]".repeat(100_000)).getBytes(UTF_8);
        byte[] open = "[".repeat(1_000_000).getBytes(UTF_8);

        HttpResponse<String> closed = gateway.post("graph", brackets);
        HttpResponse<String> cutOff = gateway.post("graph", open);

        assertThat(closed.body()).contains("\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1");
        assertThat(cutOff.body()).contains("\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1");
        assertThat(held.quarantined(open)).hasSize(1);
    }

    @Test
    void refusesInvalidUtf8WithoutChangingIt() {
        Sample event = Sample.bounce().with("mailId", "SURROGATE");
        byte[] body = event.json().replace("SURROGATE", "\u00ED\u00A0\u0080").getBytes(Charset.forName("ISO-8859-1"));

        HttpResponse<String> answer = gateway.post("campaign", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(held.quarantined(body)).containsExactly(new Quarantined("campaign", "not UTF-8", 1));
        assertThat(held.events(event.mark())).isEmpty();
    }

    @Test
    void toleratesAByteOrderMarkBeforeUtf8() {
        Sample event = Sample.bounce();

        assertAccepted(gateway.post("campaign", "\uFEFF" + event.json()), 1);
        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    private static void assertAccepted(HttpResponse<String> answer, int events) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"received\":" + events + ",\"new\":" + events + ",\"duplicate\":0,\"quarantined\":0}");
    }
}
