package dev.serai.salesforce;

import dev.serai.dispatch.Delivery;
import dev.serai.event.Event;
import dev.serai.salesforce.Marks.Mark;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one person's record is to become, by all the events of a batch that are about it. Used by one thread. */
final class PersonUpdate {
    private static final int MAX_TIME = 64;

    private final Person person;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<Delivery> causes = new ArrayList<>();
    private final Instant now;
    private boolean timed;

    /** @param now what a time in a record is compared with: one that is ahead of it is none */
    PersonUpdate(Person person, Instant now) {
        this.person = person;
        this.now = now;
    }

    Person person() {
        return person;
    }

    /** The events behind it. */
    List<Delivery> causes() {
        return causes;
    }

    /**
     * Takes over a mark; those of events without a time come last. If a time in it is older than what stands there, the
     * mark is old news, all but an opt-out in it. So is any mark of an event without a time where a time stands, or where
     * an event with a time has set something.
     */
    void add(Mark mark) {
        Map<String, Object> news = new LinkedHashMap<>(mark.fields());
        boolean hasTime = mark.event().getOccurredAt() != null;
        boolean isOld = mark.fields().entrySet().stream()
                .anyMatch(field -> isOld(field.getValue(), standing(field.getKey()), hasTime));
        if (isOld || (timed && !hasTime)) {
            news.keySet().removeIf(name -> !name.equalsIgnoreCase(Marks.OPT_OUT));
        }
        if (!news.isEmpty()) {
            fields.putAll(news);
            causes.add(mark.event());
            timed |= hasTime;
        }
    }

    private @Nullable Object standing(String name) {
        return fields.containsKey(name) ? fields.get(name) : person.fields().get(name);
    }

    private boolean isOld(Object value, @Nullable Object standing, boolean hasTime) {
        Instant time = time(value);
        Instant other = time(standing);
        return time != null && other != null && !Event.isAhead(other, now) && (!hasTime || time.isBefore(other));
    }

    /** Only what differs from what stands there; empty if there is nothing to do. */
    Map<String, Object> different() {
        Map<String, Object> different = new LinkedHashMap<>(fields);
        different
                .entrySet()
                .removeIf(field -> isSame(field.getValue(), person.fields().get(field.getKey())));
        return different;
    }

    /** Whether there is nothing to write. */
    boolean isDone() {
        return different().isEmpty();
    }

    private static boolean isSame(Object value, @Nullable Object other) {
        Instant time = time(value);
        return time == null ? Objects.equals(value, other) : time.equals(time(other));
    }

    /** To the second, which is all that Salesforce keeps; it writes the zone as {@code +0000}. */
    private static @Nullable Instant time(@Nullable Object value) {
        try {
            return value instanceof String text && text.length() <= MAX_TIME
                    ? OffsetDateTime.parse(text.replaceFirst("\\+0000$", "Z"))
                            .toInstant()
                            .truncatedTo(ChronoUnit.SECONDS)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
