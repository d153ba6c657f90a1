package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies one table. Each page is one transaction, with its mark. */
final class TableCopy {
    private static final int PAGE_ROWS = 2_000;
    private static final long PAGE_CHARACTERS = 4_000_000;

    private final Connection source;
    private final Connection target;
    private final TableLayout from;
    private final TableLayout to;
    private final JournalCopy.Progress progress;
    private CopyMark mark;
    private int rows;
    private long characters;
    private List<String> lastKey = List.of();

    TableCopy(Connection source, Connection target, String table, JournalCopy.Progress progress) throws SQLException {
        this.source = source;
        this.target = target;
        this.from = TableLayout.of(source, table);
        this.to = TableLayout.of(target, table);
        this.progress = progress;
        this.mark = CopyMark.of(target, table);
    }

    /** @param total number of rows of the source, for the progress */
    void run(long total) throws SQLException, JournalRefusedException {
        progress.at("copy", mark.table(), mark.copied(), total);
        try (PreparedStatement insert = target.prepareStatement(to.insert())) {
            TableRows.read(source, from, mark.lastKey(), row -> {
                add(insert, row);
                if (rows == PAGE_ROWS || characters > PAGE_CHARACTERS) {
                    commit(insert, total);
                }
            });
            if (rows > 0) {
                commit(insert, total);
            }
        }
    }

    private void add(PreparedStatement insert, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            TableLayout.Column column = to.columns().get(i);
            column.kind().write(insert, i + 1, row[i], column.jdbcType());
            characters +=
                    row[i] instanceof String text ? text.length() : row[i] instanceof byte[] bytes ? bytes.length : 0;
        }
        insert.addBatch();
        rows++;
        lastKey = from.keyOf(row);
    }

    private void commit(PreparedStatement insert, long total) throws SQLException, JournalRefusedException {
        try {
            insert.executeBatch();
            mark = mark.moved(target, lastKey, rows);
            target.commit();
        } catch (SQLException e) {
            target.rollback();
            throw new JournalRefusedException(
                    "the target did not take rows " + (mark.copied() + 1) + " to " + (mark.copied() + rows) + " of "
                            + mark.table() + ": " + Journal.describe(e)
                            + "; mend the target, and run the same command again: it goes on there",
                    e);
        }
        rows = 0;
        characters = 0;
        progress.at("copy", mark.table(), mark.copied(), total);
    }
}
