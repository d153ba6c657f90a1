package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The one row of {@code prune_run}: only the process that has its lease prunes. */
final class PruneLease {
    /** How long the row stays with a process that has died before another one may prune. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private final Journal journal;
    private final String process;

    PruneLease(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /** @return false if another process prunes */
    boolean take(Instant now) throws SQLException {
        boolean alone = !journal.dialect().shared();
        return journal.deliver(
                connection -> new Query(connection, """
                        update prune_run set owner = ?, owned_until = ?
                        where id = 1 and (owner is null or owner = ? or owned_until <= ? or ?)
                        """, process, now.plus(LEASE), process, now, alone).update() == 1);
    }

    /**
     * Comes first in each transaction that prunes: until it ends, no other process can take the lease.
     *
     * @return false if the lease was lost
     */
    boolean renew(Connection connection, Instant now) throws SQLException {
        return new Query(
                                connection,
                                "update prune_run set owned_until = ? where id = 1 and owner = ?",
                                now.plus(LEASE),
                                process)
                        .update()
                == 1;
    }

    /** @param through whether the run has looked at everything */
    void release(boolean through, Instant now) throws SQLException {
        journal.deliver(connection -> new Query(connection, """
                update prune_run
                set owner = null, owned_until = null,
                    finished_at = case when ? then cast(? as timestamp with time zone) else finished_at end
                where id = 1 and owner = ?
                """, through, now, process).update());
    }

    Instant finishedAt() throws SQLException {
        return journal.deliver(connection -> new Query(connection, "select finished_at from prune_run where id = 1")
                .only(row -> Objects.requireNonNull(Query.instant(row, "finished_at"))));
    }
}
