package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.receive.Held.Event;
import dev.serai.receive.Held.Quarantined;
import dev.serai.testing.Gateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events with one thing about them that is odd: kept byte for byte, or in quarantine, and never somebody else's. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.serai.testing.Gateway#onEachDatabase()")
class OddEventTest {
    private static final String ONE_NEW = "{\"received\":1,\"new\":1,\"duplicate\":0,\"quarantined\":0}";
    private static final String ONE_DUPLICATE = "{\"received\":1,\"new\":0,\"duplicate\":1,\"quarantined\":0}";

    private final Gateway gateway;
    private final Held held;

    OddEventTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @AfterEach
    void theLedgerBalances() {
        assertThat(held.balanced()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "\"\"", "\" \"", "{}", "[\"bounce\"]", "true"})
    void keepsAnEventWithoutATypeInQuarantine(String type) {
        Sample event = Sample.bounce().withRaw("type", type);

        HttpResponse<String> answer = gateway.post("campaign", event.json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1,"
                        + "\"problems\":[{\"index\":0,\"reason\":\"no type\"}]}");
        assertThat(held.quarantined(event.json().getBytes(UTF_8)))
                .containsExactly(new Quarantined("campaign", "no type", 1));
    }

    @Test
    void namesTheMissingTypeInTheWordsOfEachFamily() {
        assertThat(gateway.post("cmp", Sample.assetAdded().without("event_name").json())
                        .body())
                .contains("\"no event_name\"");
        assertThat(gateway.post("graph", Sample.docUpdated().without("type").json())
                        .body())
                .contains("\"no type.subject\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teleported",
                "asset",
                "ASSET_ADDED",
                "asset_added,asset_modified",
                "${body}",
                "' || true || '",
                "größer 𝄞"
            })
    void keepsATypeThatNobodyKnowsAndRoutesItNowhere(String type) {
        Event kept = keep("cmp", Sample.assetAdded().with("event_name", type).with("aNewField", Map.of("a", 1)));

        assertThat(kept.type()).isEqualTo(type);
        assertThat(kept.unrouted()).isNull();
        assertThat(kept.destinations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"text\"",
                "[]",
                "{}",
                "{\"items\":null}",
                "{\"items\":\"deleted\"}",
                "{\"items\":[\"deleted\"]}",
                "{\"items\":7}",
                "{\"items\":true}",
                "{\"items\":{}}",
                "{\"items\":{\"a\":null}}"
            })
    void routesAnEventThatLacksWhatTheRouterLooksAt(String data) {
        Sample event = Sample.of("graph/bulk_completed", "/data/journalId");

        Event kept = keep("graph", event.with("tenantId", event.mark()).withRaw("data", data));

        assertThat(kept.unrouted()).isNull();
        assertThat(kept.destinations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"text\"",
                "[]",
                "{}",
                "{\"task\":null}",
                "{\"task\":[]}",
                "{\"assets\":{\"articles\":[null, {}]}}"
            })
    void readsNoSubjectWhereThereIsNone(String data) {
        Sample event = Sample.of("cmp/task_added", "/data/task/id");

        Event kept = keep("cmp", event.with("mark", event.mark()).withRaw("data", data));

        assertThat(kept.subject()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"SMS\": \"+49170\"}",
                "{\"EMAIL\": null}",
                "{\"EMAIL\": \" \"}",
                "\"text\"",
                "{\"EMAIL\": 7}",
                "{\"EMAIL\": []}"
            })
    void takesTheRecipientsIdWhereNoAddressIsGiven(String addresses) {
        Sample event = Sample.bounce().withRaw("mediaTypesToAddresses", addresses);

        assertThat(keep("campaign", event.with("recipientId", "4711").with("id", event.mark() + 1))
                        .contact())
                .isNull();
        assertThat(keep("campaign", event.with("recipientId", " Jane@Example.com"), 1)
                        .contact())
                .isEqualTo("jane@example.com");
    }

    @Test
    void anEventOfNoMediumWithAnAddressOfAnotherIsAboutThat() {
        Sample event =
                Sample.of("campaign/spamcomplaint", "/id").withRaw("mediaTypesToAddresses", "{\"SMS\": \"+49170\"}");

        assertThat(keep("campaign", event).contact()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EMAIL    | john@example.com
            email    | john@example.com
            ' EMAIL' | john@example.com
                     | john@example.com
            SMS      | +49170
            sms      | +49170
            PUSH     | john@example.org
            FAX      |
            E-MAIL   |
            """)
    void theContactIsTheAddressOfTheEventsOwnMedium(@Nullable String medium, @Nullable String contact) {
        Map<String, String> addresses =
                Map.of("Email", "John@Example.com", "SMS", "+49170", "push", "john@example.org");

        Event kept =
                keep("campaign", Sample.bounce().with("mediaType", medium).with("mediaTypesToAddresses", addresses));

        assertThat(kept.contact()).isEqualTo(contact);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"EMAIL": ["a@example.com"]}                             | a@example.com
            {"EMAIL": "a@example.com", "email": "A@example.com"}     | a@example.com
            {"EMAIL": "a@example.com", "email": "b@example.com"}     | a@example.com, b@example.com
            {"EMAIL": ["a@example.com", "b@example.com"]}            | a@example.com, b@example.com
            {"EMAIL": "\\ufeffJohn <John@Example.com>\\u00a0"}       | john@example.com
            {"EMAIL": "no address"}                                  | no address
            """)
    void readsOneAddressAndLeavesEveryOtherTextAsItIs(String addresses, String contact) {
        Event kept = keep("campaign", Sample.bounce().withRaw("mediaTypesToAddresses", addresses));

        assertThat(List.of(String.valueOf(kept.contact()).split(", "))).containsExactlyInAnyOrder(contact.split(", "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1617108575391",
                "1617108575391.0",
                "1.617108575391E12",
                "\"1617108575391\"",
                "\" 1617108575391.00 \"",
                "1617108575391000e-3"
            })
    void readsAWholeNumberInAnyNotation(String created) {
        Event kept = keep("campaign", Sample.bounce().withRaw("created", created));

        assertThat(kept.occurredAt()).isEqualTo(Instant.ofEpochMilli(1_617_108_575_391L));
    }

    @Test
    void aTimeThatIsNotOverYetIsNone() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant clockThatIsAhead = now.plus(Duration.ofHours(23));

        assertThat(keep("campaign", Sample.bounce().with("created", clockThatIsAhead.toEpochMilli()))
                        .occurredAt())
                .isEqualTo(clockThatIsAhead);
        assertThat(keep(
                                "campaign",
                                Sample.bounce()
                                        .with(
                                                "created",
                                                now.plus(Duration.ofHours(25)).toEpochMilli()))
                        .occurredAt())
                .isNull();
        assertThat(keep("graph", Sample.docExpired().with("timestamp", "2099-01-01T00:00:00Z"))
                        .occurredAt())
                .isNull();
    }

    @Test
    void writesTheEMailAddressInLowerCase() {
        Event kept = keep(
                "campaign", Sample.bounce().with("mediaTypesToAddresses", Map.of("EMAIL", "John.SMITH@Example.com")));

        assertThat(kept.contact()).isEqualTo("john.smith@example.com");
    }

    @Test
    void keepsEveryDigitOfALongId() {
        long id = 9_223_372_036_854_700_000L + System.nanoTime() % 70_000;
        Sample one = Sample.bounce().with("id", id).with("mailId", "mark-" + id);
        Sample other = Sample.bounce().with("id", id + 1).with("mailId", "mark-" + id);

        HttpResponse<String> answer = gateway.post("campaign", "[" + one.json() + "," + other.json() + "]");

        assertThat(answer.body()).contains("\"new\":2");
        assertThat(held.events("mark-" + id))
                .extracting(Event::payload)
                .containsExactlyInAnyOrder(one.json(), other.json());
        assertThat(gateway.post("campaign", one.json()).body()).isEqualTo(ONE_DUPLICATE);
    }

    @Test
    void keepsNumbersAsTheyWereWritten() {
        keep("campaign", Sample.bounce().withRaw("clientId", "123456789012345678901234567890.10E+2"));
    }

    @Test
    void letsTheLastOfTwoEqualKeysWinAndKeepsBoth() {
        Sample event = Sample.bounce();
        String json = "{\"type\":\"sent\"," + event.json().substring(1);

        assertThat(gateway.post("campaign", json).body()).isEqualTo(ONE_NEW);
        assertThat(held.event(event.mark()).type()).isEqualTo("bounce");
        assertThat(held.event(event.mark()).payload()).isEqualTo(json);
    }

    /** NUL is refused by PostgreSQL in any text, a lone surrogate by every encoder of UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00\\ud800"})
    void keepsWhatADatabaseRefusesInAColumn(String refused) {
        Sample event = Sample.bounce()
                .withRaw("type", "\"odd" + refused + "\"")
                .withRaw("mailId", "\"mail" + refused + "\"")
                .withRaw("mediaTypesToAddresses", "{\"EMAIL\":\"john" + refused + "@example.com\"}");

        Event kept = keep("campaign", event);

        String replaced = refused.length() > 6 ? "\uFFFD\uFFFD" : "\uFFFD";
        assertThat(kept.type()).isEqualTo("odd" + replaced);
        assertThat(kept.subject()).isEqualTo("mail" + replaced);
        assertThat(kept.contact()).isEqualTo("john" + replaced + "@example.com");
    }

    @Test
    void tellsApartEventsWhoseIdsDifferOnlyInWhatADatabaseRefuses() {
        String mark = UUID.randomUUID().toString();

        Stream.of("\\u0000", "\\ud800", "\\ud801", "?", "\\ufffd")
                .map(odd -> Sample.bounce().withRaw("id", "\"" + mark + odd + "\""))
                .forEach(event -> assertThat(
                                gateway.post("campaign", event.json()).body())
                        .isEqualTo(ONE_NEW));
        assertThat(held.events(mark)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void doesNotTakeABlankForAnId(String blank) {
        keep("campaign", Sample.click().with("id", blank));
        keep("campaign", Sample.click().with("id", blank));
        keep("graph", Sample.docUpdated().with("id", blank));
        keep("graph", Sample.docUpdated().with("id", blank));
    }

    @Test
    void cutsWhatIsTooLongForAColumnAndNothingOfThePayload() {
        Event kept = keep(
                "campaign",
                Sample.bounce()
                        .with("type", "t".repeat(10_000))
                        .with("mailId", "m".repeat(10_000))
                        .with("mediaTypesToAddresses", Map.of("EMAIL", "e".repeat(10_000) + "@example.com")));

        assertThat(kept.type()).isEqualTo("t".repeat(200));
        assertThat(kept.subject()).isEqualTo("m".repeat(200));
        assertThat(kept.contact()).as("part of an address is not an address").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3093527980800000",
                "-1",
                "0",
                "\"yesterday\"",
                "9223372036854775807",
                "99999999999999999999999",
                "1e400",
                "1617108575391.5",
                "null",
                "{}"
            })
    void acceptsATimeThatCannotBe(String created) {
        Event kept = keep("campaign", Sample.bounce().withRaw("created", created));

        assertThat(kept.occurredAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999-01-01T00:00:00Z",
                "2025-06-04",
                "yesterday",
                "-0001-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z"
            })
    void acceptsATimestampThatCannotBe(String timestamp) {
        Event kept = keep("graph", Sample.docExpired().with("timestamp", timestamp));

        assertThat(kept.occurredAt()).isNull();
    }

    @Test
    void keepsMegabytesByteForByte() {
        Sample event = Sample.assetAdded().with("html_body", "<p>Größe 𝄞 \" \\ </p>".repeat(152_000));
        assertThat(event.json().getBytes(UTF_8)).hasSizeBetween(3_900_000, 4 << 20);

        keep("cmp", event);
    }

    private Event keep(String family, Sample event) {
        return keep(family, event, 0);
    }

    /** @param before how many events with the mark are there already */
    private Event keep(String family, Sample event, int before) {
        HttpResponse<String> answer = gateway.post(family, event.json());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ONE_NEW);
        List<Event> kept = held.events(event.mark());
        assertThat(kept).hasSize(before + 1);
        return kept.stream()
                .filter(each -> each.payload().equals(event.json()))
                .findFirst()
                .orElseThrow();
    }
}
