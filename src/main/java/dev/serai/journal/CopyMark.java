package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.event.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far each table is copied into a journal. A mark changes in the transaction that writes the rows, so that a copy which is
 * killed goes on after the last row that is there.
 *
 * @param lastKey of the last row that is there; null before the first one
 * @param copied number of rows that are there
 */
record CopyMark(String table, @Nullable List<String> lastKey, long copied) {
    static final String TABLE = "copy_mark";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whether another journal is half copied into this one. */
    static boolean isUnfinished(Connection connection) throws SQLException {
        return JournalSchema.hasRows(connection, TABLE);
    }

    /** The checksum of the journal that is half copied. */
    static String source(Connection connection) throws SQLException {
        return new Query(connection, "select max(source) from copy_mark").only(row -> row.getString(1));
    }

    static void begin(Connection connection, List<String> tables, String source) throws SQLException {
        for (String table : tables) {
            new Query(connection, "insert into copy_mark (name, source, copied) values (?, ?, 0)", table, source)
                    .update();
        }
    }

    static CopyMark of(Connection connection, String table) throws SQLException {
        return new Query(connection, "select last_key, copied from copy_mark where name = ?", table)
                .only(row -> new CopyMark(table, parsed(row.getString("last_key")), row.getLong("copied")));
    }

    /** @throws JournalRefusedException if another process has moved the mark, because it copies too */
    CopyMark moved(Connection connection, List<String> key, int rows) throws SQLException, JournalRefusedException {
        CopyMark next = new CopyMark(table, key, copied + rows);
        int changed = new Query(
                        connection,
                        "update copy_mark set last_key = ?, copied = ? where name = ? and copied = ?",
                        Json.write(key),
                        next.copied,
                        table,
                        copied)
                .update();
        if (changed != 1) {
            throw new JournalRefusedException(
                    "another serai migrate copies into the same journal; let one of them do it alone");
        }
        return next;
    }

    static void end(Connection connection) throws SQLException {
        new Query(connection, "delete from copy_mark").update();
    }

    private static @Nullable List<String> parsed(@Nullable String key) {
        try {
            return key == null ? null : JSON.readValue(key, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a mark in copy_mark is no list", e);
        }
    }
}
