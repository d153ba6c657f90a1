package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import groovy.lang.MissingMethodException;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a mapping may give, and what comes of it. */
class BatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void valuesBecomePlainJsonValues() {
        Records records = batch("{}")
                .map((event, payload) -> Map.of(
                        "time",
                        NOW,
                        "day",
                        LocalDate.of(2026, 3, 1),
                        "id",
                        new UUID(0, 1),
                        "text",
                        CharBuffer.wrap("built"),
                        "tags",
                        new String[] {"a", "b"},
                        "numbers",
                        new int[] {1, 2},
                        "nested",
                        List.of(Map.of("at", NOW))));

        assertThat(records.get(0))
                .isEqualTo(Map.of(
                        "time", "2026-03-01T12:00:00Z",
                        "day", "2026-03-01",
                        "id", "00000000-0000-0000-0000-000000000001",
                        "text", "built",
                        "tags", List.of("a", "b"),
                        "numbers", List.of(1, 2),
                        "nested", List.of(Map.of("at", "2026-03-01T12:00:00Z"))));
    }

    @Test
    void whatJsonDoesNotHaveIsAMistake() {
        assertThatThrownBy(() -> batch("{}").map((event, payload) -> Map.of("thing", new Object())))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessage("the mapping gives a java.lang.Object, which JSON does not have");
    }

    @Test
    void halfACharacterAndNulDoNotFailTheCallOfAll() {
        Records records = batch("{\"text\":\"cut \\ud83c\\u0000\"}").map((event, payload) -> payload);

        assertThat(records.get(0)).isEqualTo(Map.of("text", "cut \uFFFD\uFFFD"));
    }

    @Test
    void columnsHaveOneTextPerRecord() {
        Records records = batch("{\"n\":1.10}", "{\"n\":12345678901234567890,\"tags\":[1,2]}")
                .map((event, payload) -> payload);

        Map<String, String[]> columns = records.columns();

        assertThat(Arrays.asList(columns.get("n"))).containsExactly("1.10", "12345678901234567890");
        assertThat(Arrays.asList(columns.get("tags"))).containsExactly(null, "[1,2]");
    }

    /** A batch for itself is halved until it fits; one event always does. */
    @Test
    void recordsOfManyValuesGoInSmallerBatches() {
        String many = "{\"rows\":[" + "{},".repeat(39_999) + "{}]}";

        assertThatThrownBy(() -> batch(many, many, many).map((event, payload) -> payload.get("rows")))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(new ErrorClassifiers(List.of()).ofCall(e))
                        .as("is halved")
                        .isInstanceOf(Outcome.Unknown.class));
        assertThat(batch(many).map((event, payload) -> List.of(payload, payload, payload)))
                .hasSize(1);
    }

    @Test
    void columnsOfManyNamesGoInSmallerBatches() {
        String[] payloads =
                IntStream.range(0, 300).mapToObj(i -> "{\"a" + i + "\":1}").toArray(String[]::new);
        Records records = batch(payloads)
                .map((event, payload) ->
                        IntStream.range(0, 20).boxed().collect(Collectors.toMap(n -> event.getId() + "-" + n, n -> n)));

        assertThatThrownBy(records::columns).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPayloadThatWasKeptBeforeThereWereBoundsIsDeadAndItsNeighboursGo() {
        Batch batch = batch("{\"n\":1}", "{\"n\":[" + "1,".repeat(100_000) + "1]}");

        assertThat(batch.map((event, payload) -> payload)).containsExactly(Map.of("n", 1));
        assertThat(batch.outcomes().values())
                .containsExactly(new Outcome.Dead("the payload cannot be read: more than 100000 values and names"));
    }

    @Test
    void aMappingSeesOneMapOfItsEventAndNothingIsHeldAfterIt() {
        Batch batch = batch("{\"n\":1}");
        batch.map((event, payload) -> {
            assertThat(event.getPayload()).isSameAs(payload);
            return payload;
        });
        assertThat(batch.first().getPayload()).isNotSameAs(batch.first().getPayload());
    }

    @Test
    void hasNothingToSendOnceEveryEventIsMappedToNull() {
        Batch batch = batch("{}", "{}");
        assertThat(batch.hasNothingFor(batch)).as("before any mapping").isFalse();

        Records nothing = batch.map((event, payload) -> null);
        assertThat(batch.hasNothingFor("a text around it")).isTrue();

        batch.map((event, payload) -> payload);
        assertThat(batch.hasNothingFor("a text around it")).isFalse();
        assertThat(batch.hasNothingFor(nothing)).as("the empty one").isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            payload.reason.toLowercase()      -> the mapping calls toLowercase, which is no word it has, line 1 of the mapping
            payload.reason?.substing(0, 3)    -> the mapping calls substing, which is no word it has, line 1 of the mapping
            event.receivedAt.epochSeconds     -> the mapping uses epochSeconds, which is no name it has, line 1 of the mapping
            event.receivedAt.take(10)         -> the mapping calls take, which is no word it has, line 1 of the mapping
            event.contct                      -> the mapping uses contct, which is no name it has, line 1 of the mapping
            nothing.like.it                   -> the mapping uses nothing, which is no name it has, line 1 of the mapping
            """)
    void aNameThatNothingHasIsAMistake(String value, String reason) {
        assertThatThrownBy(() -> mapped(batch("{\"reason\":\"other\"}"), value))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = """
            payload.reason.take(3)                             => mapping: MissingMethodException, line 1 of the mapping
            payload.reason.code                                => mapping: MissingPropertyException, line 1 of the mapping
            payload.nothing.length()                           => mapping: NullPointerException, line 1 of the mapping
            payload.nothing.code                               => mapping: NullPointerException, line 1 of the mapping
            payload.reason.with { String text -> text.take(3) } => mapping: MissingMethodException, line 1 of the mapping
            """)
    void anOddValueConcernsItsEventAlone(String value, String reason) {
        Batch batch = batch("{\"reason\":5}");

        mapped(batch, value);

        assertThat(batch.outcomes()).containsOnly(entry(batch.first(), new Outcome.Dead(reason)));
    }

    @Test
    void outsideOfAMappingTheSameHolds() {
        ErrorClassifiers errors = new ErrorClassifiers(List.of());

        assertThat(errors.ofCall(new MissingMethodException("toLowercase", String.class, new Object[0])))
                .isEqualTo(new Outcome.Suspend("the mapping calls toLowercase, which is no word it has", true));
        assertThat(errors.ofCall(new MissingMethodException("take", Integer.class, new Object[0])))
                .isEqualTo(new Outcome.Unknown("MissingMethodException"));
    }

    private static void mapped(Batch batch, String value) {
        new GroovyShell(new Binding(Map.of("body", batch)))
                .evaluate("body.map { event, payload -> [value: " + value + "] }");
    }

    private static Batch batch(String... payloads) {
        return new Batch(
                Arrays.stream(payloads)
                        .map(payload ->
                                new Event(UUID.randomUUID(), "test", "happened", null, null, null, NOW, payload))
                        .map(event -> new Delivery(new DueDelivery(event, 0, NOW, DeliveryState.WAITING)))
                        .toList(),
                () -> true);
    }
}
