package dev.serai.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the last reconciliation of each client has come. */
public final class ReconcileRuns {
    private final Journal journal;

    public ReconcileRuns(Journal journal) {
        this.journal = journal;
    }

    /**
     * A run.
     *
     * @param since begin of its period
     * @param until end of its period
     * @param stored whether it stores what is missing
     * @param position after which records it goes on; null before the first ones
     * @param finishedAt null until it is through
     */
    public record Run(
            Instant since,
            Instant until,
            boolean stored,
            @Nullable String position,
            Instant begunAt,
            @Nullable Instant finishedAt) {}

    /** The last run of a client. */
    public Optional<Run> last(String client) throws SQLException {
        return journal.observe(
                connection -> new Query(connection, "select * from reconcile_run where client = ?", client)
                        .first(row -> new Run(
                                Objects.requireNonNull(Query.instant(row, "since")),
                                Objects.requireNonNull(Query.instant(row, "until")),
                                row.getBoolean("stored"),
                                row.getString("position"),
                                Objects.requireNonNull(Query.instant(row, "begun_at")),
                                Query.instant(row, "finished_at"))));
    }

    public void save(String client, Run run) throws SQLException {
        journal.deliver(connection -> {
            new Query(connection, """
                    insert into reconcile_run (client, since, "until", stored, begun_at)
                    values (?, ?, ?, ?, ?) on conflict do nothing
                    """, client, run.since(), run.until(), run.stored(), run.begunAt()).update();
            return new Query(
                            connection,
                            """
                            update reconcile_run
                            set since = ?, "until" = ?, stored = ?, position = ?, begun_at = ?, finished_at = ?
                            where client = ?
                            """,
                            run.since(),
                            run.until(),
                            run.stored(),
                            run.position(),
                            run.begunAt(),
                            run.finishedAt(),
                            client)
                    .update();
        });
    }
}
