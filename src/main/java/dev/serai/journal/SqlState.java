package dev.serai.journal;

import java.sql.SQLException;

/** What the SQLState of a failure says, by its class: the first two characters. */
final class SqlState {
    private SqlState() {}

    /** The database will never take one of the values: 22 (data), 23 (constraint), 54 (a limit). */
    static boolean isDataError(SQLException e) {
        return hasClass(e, "22", "23", "54");
    }

    /** Two transactions got in each other's way, so that running this one again is enough: 40, and H2's lock timeout. */
    static boolean isRolledBack(SQLException e) {
        return hasClass(e, "40", "HYT00");
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
