package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

    @Test
    void isTheSameForTheSameEvent() {
        assertThat(id("campaign", "bounce", "1")).isEqualTo(id("campaign", "bounce", "1"));
    }

    @Test
    void isAUuidOfVersion8() {
        for (UUID id : List.of(id("a"), EventId.random(NOON))) {
            assertThat(id.version()).isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void tellsPartsFromEachOther() {
        Stream<UUID> ids = Stream.of(
                id("ab", "c"),
                id("a", "bc"),
                id("abc"),
                id("abc", ""),
                id("abc", null),
                id("", "abc"),
                id(null, "abc"),
                id(),
                id(""),
                id((String) null),
                id("\uD800"),
                id("\uD801"),
                id("?"),
                id("\0"),
                id("\uFFFD"));

        assertThat(ids.toList()).doesNotHaveDuplicates();
    }

    @Test
    void growsWithTheTimeOfTheEvent() {
        Stream<String> ids = Stream.of(
                        "2000-01-01T00:00:00Z",
                        "2000-01-01T00:00:00.001Z",
                        "2026-05-01T12:00:00Z",
                        "2099-12-31T23:59:59.999Z")
                .map(time -> EventId.of(Instant.parse(time), "any" + time).toString());

        assertThat(ids.toList()).isSorted().first().asString().startsWith("00dc6acf-ac00-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1999-12-31T23:59:59.999Z",
                "2100-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z"
            })
    void countsAnImplausibleTimeAsNone(String time) {
        assertThat(EventId.of(Instant.parse(time), "a")).isEqualTo(EventId.of(null, "a"));
        assertThat(EventId.of(null, "a").toString()).startsWith("00000000-0000-8");
    }

    @Test
    void isNewEachTimeForAnEventThatNothingIdentifies() {
        assertThat(EventId.random(NOON)).isNotEqualTo(EventId.random(NOON));
        assertThat(EventId.random(NOON).toString())
                .startsWith(id("a").toString().substring(0, 15));
    }

    private static UUID id(@Nullable String... key) {
        return EventId.of(NOON, key);
    }
}
