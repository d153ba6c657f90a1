package dev.serai.outbox;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.dispatch.Delivery;
import dev.serai.event.Event;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code body.map { … }.table}, as a mail shows it. */
class TableTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void alignsColumnsInTheOrderInWhichTheyFirstAppear() {
        assertThat(table(
                        "{\"what\":\"bounce\"}", "{\"what\":\"complaint\",\"count\":12}", "{\"count\":3,\"why\":null}"))
                .isEqualTo("""
                        what       count  why
                        ---------  -----  ---
                        bounce     -      -
                        complaint  12     -
                        -          3      -""");
    }

    @Test
    void aRecordMayBeSeveralRows() {
        assertThat(table("[{\"id\":1},{\"id\":2}]", "[]", "{\"id\":3}")).isEqualTo("id\n--\n1\n2\n3");
    }

    @Test
    void aRowIsOneLineWhateverItHolds() {
        assertThat(table("{\"a\\nb\":\"x\\r\\n.\\r\\ny\\u2028z\\u0085\\u0001\\t\\u00a0.\",\"last\":\"\\n\"}"))
                .isEqualTo("""
                        a b        last
                        ---------  ----
                        x . y z .  -""");
    }

    @Test
    void nothingTurnsALineAroundOrHides() {
        assertThat(table("{\"id\":\"\\u202Eabc\\u2066\\uFEFF\\u200Bd\\uE000\"}"))
                .isEqualTo("id\n----\nabcd");
    }

    @Test
    void wideAndCombiningCharactersKeepTheColumnsAligned() {
        assertThat(table(
                        "{\"title\":\"春が来た。\",\"id\":1}",
                        "{\"title\":\"e\\u0301té\",\"id\":2}",
                        "{\"title\":\"🌷\",\"id\":3}"))
                .isEqualTo("""
                        title       id
                        ----------  --
                        春が来た。  1
                        e\u0301té         2
                        🌷          3""");
    }

    @Test
    void cutsALongCellAndNotTheLast() {
        String emoji = "🌷".repeat(30);
        String link = "https://example.com/" + "x".repeat(200);
        assertThat(table("{\"title\":\"" + emoji + "\",\"link\":\"" + link + "\"}")
                        .lines())
                .last()
                .isEqualTo("🌷".repeat(19) + "…  " + link);
        assertThat(table("{\"title\":\"" + "x".repeat(10_000) + "\"}").lines())
                .last()
                .asString()
                .hasSize(300)
                .endsWith("x…");
    }

    @Test
    void objectsAreJson() {
        assertThat(table("{\"a\":{\"b\":[1,null]}}")).isEqualTo("a\n--------------\n{\"b\":[1,null]}");
    }

    @Test
    void whatIsNoRowIsAMistake() {
        assertThatThrownBy(() -> table("[1]"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageStartingWith("table() needs");
    }

    @Test
    void nothingIsAnEmptyTable() {
        assertThat(table()).isEqualTo("\n");
    }

    @Test
    void beyondAThousandRowsItSaysHowManyMore() {
        String rows = "[" + "{\"id\":7},".repeat(1_499) + "{\"id\":7}]";

        assertThat(table("{\"id\":1}", rows, "{\"id\":2}").lines())
                .hasSize(1_003)
                .startsWith("id", "--", "1", "7")
                .endsWith("7", "… and 502 more rows");
    }

    @Test
    void beyondFiftyColumnsItSaysHowManyMore() {
        String row =
                IntStream.range(0, 20_000).mapToObj(i -> "\"c" + i + "\":1").collect(joining(",", "{", "}"));

        assertThat(table(row)).contains("c49").doesNotContain("c50").endsWith("\n… and 19,950 more columns");
    }

    @Test
    void aCellOfMegabytesIsCutBeforeItIsLookedAt() {
        assertThat(table("{\"id\":\"" + "x".repeat(4_000_000) + "\"}").lines().skip(2))
                .singleElement()
                .asString()
                .hasSize(300)
                .endsWith("…");
    }

    @Test
    void theSameEventsHaveTheSameIdInAnyOrder() {
        Delivery one = delivery("{}");
        Delivery other = delivery("{}");

        assertThat(new Batch(List.of(one, other), () -> true).getId())
                .isEqualTo(new Batch(List.of(other, one), () -> true).getId())
                .isNotEqualTo(new Batch(List.of(one), () -> true).getId());
    }

    private static String table(String... records) {
        List<Delivery> deliveries = new ArrayList<>();
        Arrays.stream(records)
                .map(record -> delivery("{\"row\":" + record + "}"))
                .forEach(deliveries::add);
        return new Batch(deliveries, () -> true)
                .map((event, payload) -> payload.get("row"))
                .table();
    }

    private static Delivery delivery(String payload) {
        Event event = new Event(UUID.randomUUID(), "test", "happened", null, null, null, NOW, payload);
        return new Delivery(new DueDelivery(event, 0, NOW, DeliveryState.WAITING));
    }
}
