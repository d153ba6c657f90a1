package dev.serai.journal;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that the database of the journal is away, and once that it is back and how long it was away. All other code that
 * meets the same failure can be silent.
 */
final class Availability {
    private static final Logger log = LoggerFactory.getLogger("serai.journal");

    /**
     * The connection is gone, or the server is: connection exceptions (08), operator intervention (57), system errors (58)
     * of PostgreSQL, and H2's words for a database that it has closed (90028 to 90031, 90067, 90098, 90121).
     */
    private static final Pattern GONE = Pattern.compile("08.*|57P.*|58.*|900(?:28|31|67|98)|90121");

    private @Nullable Long awaySince;
    private boolean cannotCommit;

    /** @param keeping whether the failed transaction was to keep receipts */
    synchronized void failed(SQLException e, boolean keeping) {
        boolean gone = e instanceof SQLTransientConnectionException
                || (e.getSQLState() != null && GONE.matcher(e.getSQLState()).matches());
        boolean notKept = keeping && !SqlState.isDataError(e) && !SqlState.isRolledBack(e);
        if (!gone && !notKept) {
            return;
        }
        cannotCommit |= notKept && !gone;
        if (awaySince == null) {
            awaySince = System.nanoTime();
            log.error("outcome=away error={} webhooks get 503 until it is back", Journal.describe(e));
        }
    }

    /** @param keeping whether the transaction kept receipts; a database with a full disk still answers queries */
    synchronized void worked(boolean keeping) {
        Long since = awaySince;
        if (since != null && (keeping || !cannotCommit)) {
            awaySince = null;
            cannotCommit = false;
            log.info("outcome=back away={}s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
        }
    }
}
