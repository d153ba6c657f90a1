package dev.serai.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.CampaignEntry;
import dev.serai.receive.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which event belongs to which record. */
class MatchingTest {
    private static final String CLIENT = "100000000001";
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Family CAMPAIGN = Families.SHIPPED.from(Config.shipped()).stream()
            .filter(each -> each.name().equals("campaign"))
            .findFirst()
            .orElseThrow();

    private static CampaignEntry entry(
            String type,
            int minutes,
            @Nullable String recipient,
            @Nullable String pattern,
            @Nullable String mailId,
            @Nullable String category) {
        return new CampaignEntry(type, at(minutes), 1L, 2L, null, recipient, pattern, mailId, category, "reason", null);
    }

    private static Instant at(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private static Event event(String type, int minutes, String... fields) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", type);
        payload.put("id", type + minutes + Arrays.toString(fields));
        payload.put("clientId", Long.valueOf(CLIENT));
        payload.put("created", at(minutes).toEpochMilli());
        for (int i = 0; i < fields.length; i += 2) {
            payload.put(
                    fields[i],
                    fields[i].equals("mediaTypesToAddresses") ? Map.of("EMAIL", fields[i + 1]) : fields[i + 1]);
        }
        return received(payload).event();
    }

    private static Family.Received received(Map<String, Object> payload) {
        try {
            return CAMPAIGN.event(payload, Json.write(payload), new Family.Transmission(at(600), null));
        } catch (Family.NotAnEventException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Instant> missing(List<CampaignEntry> records, List<Event> events) {
        return missing(records, events, Instant.MIN);
    }

    private static List<Instant> missing(List<CampaignEntry> records, List<Event> events, Instant judgedFrom) {
        Matching matching = new Matching();
        for (CampaignEntry each : records) {
            matching.add(Objects.requireNonNull(
                    Candidate.of(each, CLIENT, !each.created().isBefore(judgedFrom))));
        }
        events.forEach(matching::arrived);
        return matching.missing(matching.times()).stream()
                .map(each -> each.entry().created())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // the record, the event's recipient, address, medium and minute: whether it is the same
        "ann@example.com, ann@example.com, ann@example.com, EMAIL, 0, true",
        "ann@example.com, Ann@Example.com, , EMAIL, 9, true",
        "ann@example.com, 4711, ann@example.com, EMAIL, -9, true",
        "ann@example.com, 4711, Ann@example.com, , 0, true",
        "4711, 4711, ann@example.com, EMAIL, 0, true",
        "ann@example.com, bob@example.com, bob@example.com, EMAIL, 0, false",
        "ann@example.com, ann@example.com, ann@example.com, SMS, 0, false",
        "ann@example.com, ann@example.com, ann@example.com, EMAIL, 11, false",
        "ann@example.com, ann@example.com, ann@example.com, EMAIL, -11, false",
        "4711, 4712, ann@example.com, EMAIL, 0, false",
    })
    void anUnsubscribeIsOfTheSamePersonMediumAndTime(
            String recipient, String id, @Nullable String address, @Nullable String medium, int minute, boolean same) {
        List<String> fields = new ArrayList<>(List.of("recipientId", id));
        if (address != null) {
            fields.addAll(List.of("mediaTypesToAddresses", address));
        }
        if (medium != null) {
            fields.addAll(List.of("mediaType", medium));
        }
        Event event = event("unsubscribe", minute, fields.toArray(String[]::new));

        assertThat(missing(List.of(entry("unsubscribe", 0, recipient, null, null, null)), List.of(event)))
                .hasSize(same ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        // minutes of the records, of the events, of what is missing
        "0, 0, ''",
        "0, 300, ''",
        "0, '', 0",
        "0 60, 60, 0",
        "0 60, 1, 60",
        "0 60, 29, 60",
        "0 60 120, 61, 0 120",
        "0 60 120, 59 61, 0",
        "0 60, 0 60 61, ''",
    })
    void bouncesOfAMailAreCountedAndTheFarthestAreMissing(String records, String events, String missing) {
        assertThat(missing(
                        minutes(records).stream()
                                .map(each -> entry("bounce", each, "ann@example.com", null, "mail", "softbounce"))
                                .toList(),
                        minutes(events).stream()
                                .map(each -> event("bounce", each, "mailId", "mail", "category", "SoftBounce"))
                                .toList()))
                .containsExactlyInAnyOrderElementsOf(
                        minutes(missing).stream().map(MatchingTest::at).toList());
    }

    private static List<Integer> minutes(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
    }

    @Test
    void aBounceOfAnotherCategoryOrMailIsAnother() {
        assertThat(missing(
                        List.of(entry("bounce", 0, "ann@example.com", null, "mail", "hardbounce")),
                        List.of(
                                event("bounce", 0, "mailId", "mail", "category", "softbounce"),
                                event("bounce", 0, "mailId", "other", "category", "hardbounce"))))
                .hasSize(1);
    }

    @Test
    void recordsBeforeThePeriodExplainEventsAndAreNotMissing() {
        List<CampaignEntry> records = List.of(
                entry("bounce", -100, "ann@example.com", null, "mail", "softbounce"),
                entry("bounce", 100, "ann@example.com", null, "mail", "softbounce"));

        assertThat(missing(records, List.of(), NOON)).containsExactly(at(100));
        assertThat(missing(records, List.of(event("bounce", 100, "mailId", "mail", "category", "softbounce")), NOON))
                .isEmpty();
        assertThat(missing(records, List.of(event("bounce", -100, "mailId", "mail", "category", "softbounce")), NOON))
                .containsExactly(at(100));
    }

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com, true",
        "Ann@Example.com, ann@example.com, true",
        "ann\\*b@example.com, ann*b@example.com, true",
        "ann@example.com, bob@example.com, false",
    })
    void aPatternWithoutWildcardIsAnAddress(String pattern, String address, boolean same) {
        assertThat(missing(
                        List.of(entry("blocklist", 0, null, pattern, null, null)),
                        List.of(event("blocklist", 1, "recipientId", "4711", "mediaTypesToAddresses", address))))
                .hasSize(same ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"*@bad.example", "a?n@example.com", "bad.example", "a\\\\*@example.com"})
    void aWildcardCannotBeCompared(String pattern) {
        assertThat(Candidate.of(entry("blocklist", 0, null, pattern, null, null), CLIENT, true))
                .isNull();
    }

    @Test
    void aComplaintIsOfItsMail() {
        CampaignEntry record = entry("spamcomplaint", 0, null, "ann@example.com", "mail", null);

        assertThat(missing(List.of(record), List.of(event("spamcomplaint", 300, "mailId", "mail"))))
                .isEmpty();
        assertThat(missing(List.of(record), List.of(event("spamcomplaint", 0, "mailId", "other"))))
                .hasSize(1);
    }

    /** Or a late webhook would not be recognised. */
    @Test
    void theEventThatIsStoredHasTheKeyOfItsRecord() {
        for (CampaignEntry each : List.of(
                entry("unsubscribe", 0, "Ann@Example.com", null, null, null),
                entry("unsubscribe", 0, "4711", null, null, null),
                entry("bounce", 0, "ann@example.com", null, "mail", "softbounce"),
                entry("blocklist", 0, null, "Ann@example.com", null, null),
                entry("spamcomplaint", 0, null, "ann@example.com", "mail", null))) {
            JoinKey ofRecord = Objects.requireNonNull(Candidate.of(each, CLIENT, true))
                    .keys()
                    .get(0);
            assertThat(received(Candidate.payload(each, CLIENT, true)).joinKey())
                    .as(each.type())
                    .isEqualTo(ofRecord);
        }
    }

    @Test
    void anEventThatCameInTimeHasNoKey() {
        Map<String, Object> payload = Map.of(
                "type",
                "unsubscribe",
                "clientId",
                1L,
                "recipientId",
                "ann@example.com",
                "created",
                at(571).toEpochMilli());

        assertThat(received(payload).joinKey()).isNull();
    }
}
