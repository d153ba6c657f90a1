package dev.serai.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the table has of an event, but for its id, which each derives in its own way, and the time of its receipt. */
record KeptRow(
        String family,
        String type,
        @Nullable String subject,
        @Nullable String contact,
        @Nullable OffsetDateTime occurredAt,
        String payload) {

    static List<KeptRow> all(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select family, type, subject, contact, occurred_at, payload::jsonb::text from event")) {
            List<KeptRow> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new KeptRow(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, OffsetDateTime.class),
                        row.getString(6)));
            }
            return rows;
        }
    }
}
