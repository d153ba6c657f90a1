package dev.serai.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is older than the configuration wants, in transactions of at most {@link #STEP} events and a tenth of a second, one process at a
 * time.
 *
 * <p>Rows are deleted, and their space is used again after a vacuum (on H2, a run frees it). There are no partitions by time, because a partition could not be
 * dropped: events of other types, events that wait, and the primary key, by which repeats are recognised, would go with it.
 */
public final class Prune {
    /** Events in one transaction. */
    public static final int STEP = 500;

    private final Journal journal;
    private final PruneLease lease;
    private final Clock clock;

    /** @param process names this process */
    public Prune(Journal journal, String process, Clock clock) {
        this.journal = journal;
        this.lease = new PruneLease(journal, process);
        this.clock = clock;
    }

    /**
     * What is to be done.
     *
     * @param who the name of the caller
     * @param asked what the caller asked for, for the audit
     * @param dryRun whether everything is only counted
     */
    public record Order(Retention retention, String who, Map<String, ?> asked, boolean dryRun) {}

    /** How many events of a type were deleted. */
    public record Type(String family, String type, long events) {}

    /**
     * Events that are old enough, and stay.
     *
     * @param waiting because a delivery waits
     * @param dead because a delivery is dead that nobody has closed
     * @param unrouted because they wait for a router
     */
    public record Stayed(long waiting, long dead, long unrouted) {}

    /**
     * What was done, or would be.
     *
     * @param stopped why it ended too early; null if it is through
     * @param events number of events that were deleted
     * @param payloads number of events that lost their payload
     * @param quarantined number of bodies that were no events
     * @param changes number of rows of the audit
     * @param versions number of versions of route files
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            boolean dryRun,
            @Nullable String stopped,
            long events,
            List<Type> types,
            long payloads,
            long quarantined,
            long changes,
            long versions,
            Stayed stayed) {}

    /** Is told after each transaction. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * A transaction is committed.
         *
         * @param doing what is done, in words
         * @param rows number of rows that it has changed or, in a dry run, would have
         * @param nanos how long it took
         * @return whether to go on
         */
        boolean stepped(String doing, int rows, long nanos) throws InterruptedException;
    }

    /** Prunes, or counts what would go. */
    public Report run(Order order, Watcher watcher) throws SQLException, InterruptedException {
        return new PruneRun(journal, lease, clock, order, watcher).run();
    }

    /** When a run of any process was through the last time; before the first one, when the journal learned to prune. */
    public Instant finishedAt() throws SQLException {
        return lease.finishedAt();
    }

    /**
     * The last day of a time on which an event was received of which not everything is kept that a reconciliation needs. Of an event that was
     * erased it needs only its row of {@code reconciled}.
     *
     * @param types of the event, of which none is counted as other
     */
    public Optional<LocalDate> lastPruned(String family, Set<String> types, LocalDate since, LocalDate until)
            throws SQLException {
        Query.Values names = new Query.Values("text", types);
        return journal.observe(connection -> {
            List<CountedDay> days = new Query(connection, """
                    select "day", sum(pruned + blanked) as gone from event_count
                    where family = ? and type = any(?) and "day" >= ? and "day" <= ?
                    group by "day" having sum(pruned + blanked) > 0 or sum(erased) > 0 order by "day" desc
                    """, family, names, since, until)
                    .list(row -> new CountedDay(row.getObject("day", LocalDate.class), row.getLong("gone") > 0));
            for (CountedDay each : days) {
                if (each.gone() || isForgotten(connection, family, names, each.day())) {
                    return Optional.of(each.day());
                }
            }
            return Optional.empty();
        });
    }

    /** Whether an event of a day was erased that had lost its payload before, so that no reconciliation knows it. */
    private static boolean isForgotten(Connection connection, String family, Query.Values types, LocalDate day)
            throws SQLException {
        return new Query(
                        connection,
                        """
                        select 1 from event e
                        where e.received_at >= ? and e.received_at < ? and e.family = ? and e.type = any(?)
                          and e.erased_at is not null and not exists (select 1 from reconciled r where r.event_id = e.id)
                        limit 1
                        """,
                        day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                        family,
                        types)
                .first(row -> true)
                .isPresent();
    }

    /** @param gone whether events, or their payloads, are pruned */
    private record CountedDay(LocalDate day, boolean gone) {}
}
