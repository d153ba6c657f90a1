package dev.serai.journal;

import dev.serai.testing.Gateway.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A journal with rows of every kind in each table, whichever tables the migrations make: they refer to nothing. */
record FilledJournal(String url, Database database) {
    /** Values that a check of the table wants. */
    private static final Map<String, String> WANTED =
            Map.of("delivery.state", "waiting", "delivery.waiting_for", "person", "delivery.closed", "cancelled");

    static FilledJournal empty(Database database) {
        FilledJournal journal = new FilledJournal(Journal.completeUrl(database.newUrl()), database);
        journal.open().close();
        return journal;
    }

    /** @param rows of each table */
    static FilledJournal of(Database database, int rows) throws SQLException {
        FilledJournal journal = empty(database);
        Random random = new Random(rows);
        try (Connection connection = journal.connect()) {
            connection.setAutoCommit(false);
            // one row each, of the migrations
            JournalSchema schema = JournalSchema.current();
            for (String table : schema.filled()) {
                try (Statement delete = connection.createStatement()) {
                    delete.execute("delete from " + table);
                }
            }
            for (String table : schema.tables()) {
                fill(connection, TableLayout.of(connection, table), rows, random);
            }
            connection.commit();
        }
        return journal;
    }

    JournalSettings settings() {
        return new JournalSettings(url, database.user(), "", Duration.ofSeconds(5), 2);
    }

    Journal open() {
        return Journal.open(settings());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, database.user(), "");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static void fill(Connection connection, TableLayout layout, int rows, Random random) throws SQLException {
        Set<String> nullable = nullable(connection, layout.table());
        try (PreparedStatement insert = connection.prepareStatement(layout.insert())) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < layout.columns().size(); i++) {
                    TableLayout.Column column = layout.columns().get(i);
                    boolean empty = row % 3 == 2 && nullable.contains(column.name());
                    Object value = empty ? null : value(layout.table(), column, row, random);
                    column.kind().write(insert, i + 1, value, column.jdbcType());
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static Set<String> nullable(Connection connection, String table) throws SQLException {
        Set<String> nullable = new HashSet<>();
        try (ResultSet row =
                connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
            while (row.next()) {
                if (row.getString("TABLE_NAME").equals(table) && "YES".equals(row.getString("IS_NULLABLE"))) {
                    nullable.add(row.getString("COLUMN_NAME"));
                }
            }
        }
        return nullable;
    }

    /** In keys, the row makes each value another one. */
    private static Object value(String table, TableLayout.Column column, int row, Random random) {
        String wanted = WANTED.get(table + "." + column.name());
        if (wanted != null) {
            return wanted;
        }
        return switch (column.kind()) {
            case ID -> new UUID(random.nextLong(), random.nextLong());
            case TEXT ->
                column.name().equals("payload")
                        ? "{\"text\":\"" + "\uD83D\uDE00'\\n".repeat(row % 500 == 7 ? 12_000 : 1) + "\"}"
                        : "ä'\"\n" + row;
            case BYTES -> ("\0\u00ff" + row).getBytes(StandardCharsets.UTF_8);
            case TIME -> Instant.ofEpochSecond(1_600_000_000L + row, 1_000L * random.nextInt(1_000_000));
            case DAY -> LocalDate.of(2026, 1, 1).plusDays(row);
            case FLAG -> row % 2 == 0;
            case NUMBER -> (long) row;
        };
    }

    /** The rows of a table as texts, in an order of this method's own; columns by name. */
    List<String> rows(String table) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from \"" + table + "\"")) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                Map<String, String> columns = new TreeMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.put(row.getMetaData().getColumnLabel(i), text(row, i));
                }
                rows.add(columns.toString());
            }
            rows.sort(null);
            return rows;
        }
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String type = row.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT);
        if (type.startsWith("timestamp")) {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return String.valueOf(time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC));
        }
        if (type.equals("bytea") || type.startsWith("binary")) {
            byte @Nullable [] bytes = row.getBytes(column);
            return Arrays.toString(bytes);
        }
        if (type.startsWith("bool")) {
            boolean flag = row.getBoolean(column);
            return row.wasNull() ? "null" : Boolean.toString(flag);
        }
        return String.valueOf(row.getString(column));
    }
}
