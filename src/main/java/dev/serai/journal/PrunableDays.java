package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The days whose events may have to go, by event_count: of a type that is pruned up to a day, the counts of that day are 0. So a run reads
 * the days that have come of age since the last run, and those on which events wait; it never reads all that is kept.
 */
final class PrunableDays {
    private PrunableDays() {}

    /**
     * A part of a day.
     *
     * @param until exclusive
     */
    record Day(Instant from, Instant until) {}

    private record Kept(LocalDate day, String family, String type, long events, long whole) {}

    static List<Day> of(Connection connection, Retention retention, Instant now) throws SQLException {
        List<Kept> kept = new Query(connection, """
                select "day", family, type, sum(received - duplicate - pruned) as events,
                       sum(received - duplicate - pruned - blanked) as whole
                from event_count group by "day", family, type
                having sum(received - duplicate - pruned) > 0
                order by "day"
                """)
                .list(row -> new Kept(
                        row.getObject("day", LocalDate.class),
                        row.getString("family"),
                        row.getString("type"),
                        row.getLong("events"),
                        row.getLong("whole")));
        List<Day> days = new ArrayList<>();
        for (Kept each : kept) {
            Instant from = each.day().atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant next = each.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Optional<Instant> until = until(each, retention, now).filter(from::isBefore);
            if (until.isPresent()) {
                add(days, new Day(from, until.get().isBefore(next) ? until.get() : next));
            }
        }
        return days;
    }

    /** A day stands once for all of its types, up to the latest of their times. */
    private static void add(List<Day> days, Day more) {
        Day last = days.isEmpty() ? null : days.get(days.size() - 1);
        if (last == null || !last.from().equals(more.from())) {
            days.add(more);
        } else if (last.until().isBefore(more.until())) {
            days.set(days.size() - 1, more);
        }
    }

    /** Up to when events of the type go, or lose their payload. */
    private static Optional<Instant> until(Kept kept, Retention retention, Instant now) {
        Optional<Instant> gone = keep(retention.events(), kept).map(now::minus);
        Optional<Instant> blank =
                kept.whole() > 0 ? keep(retention.payloads(), kept).map(now::minus) : Optional.empty();
        return gone.isPresent() && blank.isPresent()
                ? Optional.of(gone.get().isAfter(blank.get()) ? gone.get() : blank.get())
                : gone.or(() -> blank);
    }

    /** What is counted as other may be of any type. */
    private static Optional<Duration> keep(Retention.Rules rules, Kept kept) {
        return kept.type().equals(CountedTypes.OTHER)
                ? rules.shortest(kept.family())
                : rules.of(kept.family(), kept.type());
    }
}
