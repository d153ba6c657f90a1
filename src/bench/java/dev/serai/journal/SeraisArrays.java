package dev.serai.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The journal's way to bind an array, for a loop without the journal. */
public final class SeraisArrays {
    private SeraisArrays() {}

    public static Array of(Connection connection, String type, @Nullable Object[] values) throws SQLException {
        return PostgresArray.of(connection, type, values);
    }
}
