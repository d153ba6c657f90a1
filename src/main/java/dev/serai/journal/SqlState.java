package dev.serai.journal;

import java.net.SocketTimeoutException;
import java.sql.SQLException;

/** What the SQLState of a failure says, by its class: the first two characters. */
final class SqlState {
    /** "transaction rollback" of the SQL standard. */
    static final String ROLLED_BACK = "40000";

    private SqlState() {}

    /** The database will never take one of the values: 22 (data), 23 (constraint), 54 (a limit). */
    static boolean isDataError(SQLException e) {
        return hasClass(e, "22", "23", "54");
    }

    /** Two transactions got in each other's way, so that running this one again is enough: 40, and H2's lock timeout. */
    static boolean isRolledBack(SQLException e) {
        return hasClass(e, "40", "HYT00");
    }

    /**
     * The server has ended the connection (57P), or the connection is lost (08). Not if the server is only silent: a second try would wait as
     * long as the first.
     */
    static boolean isEnded(SQLException e) {
        return hasClass(e, "08", "57P") && !(e.getCause() instanceof SocketTimeoutException);
    }

    private static boolean hasClass(SQLException e, String... classes) {
        for (SQLException each = e; each != null; each = each.getNextException()) {
            String state = each.getSQLState();
            if (state != null) {
                for (String start : classes) {
                    if (state.startsWith(start)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
