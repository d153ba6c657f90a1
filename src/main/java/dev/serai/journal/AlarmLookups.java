package dev.serai.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What alarms ask of the journal: what may be one, and which were raised. Each question is answered by an index. */
public final class AlarmLookups {
    private final Journal journal;

    public AlarmLookups(Journal journal) {
        this.journal = journal;
    }

    /**
     * That a destination is suspended.
     *
     * @param misconfigured whether every event fails until a person changes something
     */
    public record Suspension(String destination, Instant since, String reason, boolean misconfigured) {}

    /**
     * What died.
     *
     * @param error of most of them; empty if there are none
     */
    public record Deaths(long count, String error) {}

    /** @param since the time of the event itself, or null */
    private record Last(Instant receivedAt, @Nullable Instant since) {}

    /** The destinations that are suspended, by name. */
    public List<Suspension> suspensions() throws SQLException {
        return journal.observe(connection -> new Query(connection, """
                select name, suspended_since, suspended_reason, misconfigured from destination
                where suspended_since is not null order by name
                """)
                .list(row -> new Suspension(
                        row.getString("name"),
                        Objects.requireNonNull(Query.instant(row, "suspended_since")),
                        Objects.requireNonNullElse(row.getString("suspended_reason"), "unknown"),
                        row.getBoolean("misconfigured"))));
    }

    /**
     * The deliveries of a destination that died in a time and that nobody has closed.
     *
     * @param except the family whose events do not count
     */
    public Deaths deaths(String destination, Instant from, Instant until, String except) throws SQLException {
        List<Deaths> groups = journal.observe(connection -> new Query(connection, """
                select d.last_error, count(*) as dead
                from delivery d join event e on e.id = d.event_id
                where d.destination = ? and d.state = 'dead' and d.closed is null
                  and d.settled_at >= ? and d.settled_at < ? and e.family <> ?
                group by d.last_error order by dead desc, d.last_error
                """, destination, from, until, except)
                .list(row -> new Deaths(
                        row.getLong("dead"), Objects.requireNonNullElse(row.getString("last_error"), "unknown"))));
        return groups.isEmpty()
                ? new Deaths(0, "")
                : new Deaths(
                        groups.stream().mapToLong(Deaths::count).sum(),
                        groups.get(0).error());
    }

    /** The beginning of the last day, in UTC, on which an event of a family was received; null if none was. */
    public @Nullable Instant lastDay(String family) throws SQLException {
        return journal.observe(connection -> new Query(
                                connection,
                                "select max(\"day\") as last_day from event_count where family = ? and received > 0",
                                family)
                        .only(row -> Optional.ofNullable(row.getObject("last_day", LocalDate.class))))
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
                .orElse(null);
    }

    /** When the last event of a family was received that was received since a time; null if none was. */
    public @Nullable Instant lastReceived(String family, Instant since) throws SQLException {
        return journal.observe(connection -> new Query(
                                connection,
                                "select max(received_at) as last_at from event where received_at >= ? and family = ?",
                                since,
                                family)
                        .only(row -> Optional.ofNullable(Query.instant(row, "last_at"))))
                .orElse(null);
    }

    /** Whether an event is in the journal. */
    public boolean isKept(UUID id) throws SQLException {
        return journal.observe(
                connection -> new Query(connection, "select count(*) from event where id = ?", id).number() > 0);
    }

    /** When the last event of a type about a subject was received that was received since a time; null if none was. */
    public @Nullable Instant lastRaised(String family, String type, String subject, Instant since) throws SQLException {
        return journal.observe(connection -> new Query(connection, """
                        select max(received_at) as last_at from event
                        where subject = ? and type = ? and family = ? and received_at >= ?
                        """, subject, type, family, since)
                        .only(row -> Optional.ofNullable(Query.instant(row, "last_at"))))
                .orElse(null);
    }

    /**
     * The subjects about which an event of one type came last, and none of the other since.
     *
     * @return the latest own times of their events
     */
    public Map<String, Instant> unfinished(String family, String begin, String end, Instant since) throws SQLException {
        Map<String, Last> ended = last(family, end, since);
        Map<String, Instant> unfinished = new TreeMap<>();
        last(family, begin, since).forEach((subject, last) -> {
            Last its = ended.get(subject);
            if (last.since() != null && (its == null || its.receivedAt().isBefore(last.receivedAt()))) {
                unfinished.put(subject, last.since());
            }
        });
        return unfinished;
    }

    private Map<String, Last> last(String family, String type, Instant since) throws SQLException {
        Map<String, Last> last = new TreeMap<>();
        journal.observe(connection -> new Query(connection, """
                select subject, max(received_at) as last_at, max(occurred_at) as last_since from event
                where type = ? and family = ? and received_at >= ? and subject is not null group by subject
                """, type, family, since)
                .list(row -> last.put(
                        row.getString("subject"),
                        new Last(
                                Objects.requireNonNull(Query.instant(row, "last_at")),
                                Query.instant(row, "last_since")))));
        return last;
    }
}
