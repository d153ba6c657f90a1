package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table row by row in the order of its key. One query reads all: a page after another by composite keys would make H2
 * read the table anew for each.
 */
final class TableRows {
    /** A row may have a payload of 4 MB. */
    private static final int FETCHED_AT_ONCE = 64;

    private TableRows() {}

    /** Takes a row, one value for each column. */
    @FunctionalInterface
    interface Each {
        void take(@Nullable Object[] row) throws SQLException, JournalRefusedException;
    }

    /** @param after a key, as {@link TableLayout#keyOf} has it; null for all rows */
    static void read(Connection connection, TableLayout layout, @Nullable List<String> after, Each each)
            throws SQLException, JournalRefusedException {
        try (PreparedStatement select = connection.prepareStatement(layout.select(after != null))) {
            select.setFetchSize(FETCHED_AT_ONCE);
            for (int i = 0; after != null && i < after.size(); i++) {
                ColumnKind kind = layout.columns().get(layout.key().get(i)).kind();
                select.setObject(i + 1, kind.bound(kind.parse(after.get(i))));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    each.take(values(row, layout));
                }
            }
        }
    }

    private static @Nullable Object[] values(ResultSet row, TableLayout layout) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[layout.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = layout.columns().get(i).kind().read(row, i + 1);
        }
        return values;
    }
}
