package dev.serai.journal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as its database describes it.
 *
 * @param columns by name, so that two databases have them in the same order
 * @param key indexes of the columns of the primary key, in the order of the key
 */
record TableLayout(String table, List<Column> columns, List<Integer> key) {
    /** @param jdbcType one of {@link java.sql.Types} */
    record Column(String name, ColumnKind kind, int jdbcType) {}

    /** @throws IllegalStateException if the table has no key, or a column that migrate cannot copy */
    static TableLayout of(Connection connection, String table) throws SQLException {
        List<Column> columns = columns(connection, table);
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> key = key(connection, table).stream().map(names::indexOf).toList();
        if (key.isEmpty()) {
            throw new IllegalStateException(
                    "the table " + table + " has no primary key, so that serai migrate cannot copy it");
        }
        return new TableLayout(table, columns, key);
    }

    private static List<Column> columns(Connection connection, String table) throws SQLException {
        Map<String, Column> columns = new TreeMap<>();
        DatabaseMetaData about = connection.getMetaData();
        try (ResultSet row = about.getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
            while (row.next()) {
                // the underscore of a name is a wildcard here
                if (!row.getString("TABLE_NAME").equals(table)) {
                    continue;
                }
                String name = row.getString("COLUMN_NAME");
                if ("YES".equals(row.getString("IS_AUTOINCREMENT"))) {
                    throw new IllegalStateException("the column " + table + "." + name
                            + " counts by itself; serai migrate has to learn to set it on");
                }
                ColumnKind kind = ColumnKind.of(row.getString("TYPE_NAME"), "the column " + table + "." + name);
                columns.put(name, new Column(name, kind, row.getInt("DATA_TYPE")));
            }
        }
        return List.copyOf(columns.values());
    }

    private static List<String> key(Connection connection, String table) throws SQLException {
        Map<Integer, String> key = new TreeMap<>();
        try (ResultSet row =
                connection.getMetaData().getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
            while (row.next()) {
                key.put(row.getInt("KEY_SEQ"), row.getString("COLUMN_NAME"));
            }
        }
        return new ArrayList<>(key.values());
    }

    String insert() {
        return "insert into " + quoted(table) + " (" + names(columns) + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }

    /** @param after whether the rows come after a key, the values of which are bound */
    String select(boolean after) {
        String order = names(key.stream().map(columns::get).toList());
        String marks = String.join(", ", Collections.nCopies(key.size(), "?"));
        return "select " + names(columns) + " from " + quoted(table)
                + (after ? " where (" + order + ") > (" + marks + ")" : "") + " order by " + order;
    }

    /** The key of a row as texts. */
    List<String> keyOf(@Nullable Object[] row) {
        return key.stream().map(column -> String.valueOf(row[column])).toList();
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
