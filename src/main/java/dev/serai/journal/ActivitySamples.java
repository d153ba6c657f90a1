package dev.serai.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What happened in each minute, for plots: the table {@code activity_sample}. It uses the connections for people, so that neither
 * receipts nor deliveries wait for it.
 */
public final class ActivitySamples {
    /** A week and the day that is not over. */
    public static final Duration KEPT = Duration.ofDays(8);

    private final Journal journal;
    private final String process;

    /** @param process names this process */
    public ActivitySamples(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /**
     * A minute of a process.
     *
     * @param at the begin of the minute
     * @param sample as JSON
     */
    public record Stored(Instant at, String process, String sample) {}

    /** The name of this process. */
    public String process() {
        return process;
    }

    /** Stores a minute of this process, and deletes what is older than {@link #KEPT}. */
    public void store(Instant at, String sample) throws SQLException {
        journal.deliver(connection -> {
            new Query(
                            connection,
                            "insert into activity_sample (at, process, sample) values (?, ?, ?) on conflict do nothing",
                            at,
                            process,
                            sample)
                    .update();
            return new Query(connection, "delete from activity_sample where at < ?", at.minus(KEPT)).update();
        });
    }

    /** The minutes of all processes from a time on, the oldest first. */
    public List<Stored> since(Instant from) throws SQLException {
        return journal.observe(connection -> new Query(
                        connection, "select at, process, sample from activity_sample where at >= ? order by at", from)
                .list(row -> new Stored(
                        Objects.requireNonNull(Query.instant(row, "at")),
                        row.getString("process"),
                        row.getString("sample"))));
    }
}
