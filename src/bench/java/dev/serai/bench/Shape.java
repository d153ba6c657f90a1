package dev.serai.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rows of a type have in common.
 *
 * @param ofHundred how many of a hundred events are of that type
 * @param keys of the payload, in their order
 */
record Shape(String type, int ofHundred, String subject, String destinations, String keys) {
    private static final String QUERY = """
            select type, round(100.0 * count(distinct id) / (select count(*) from event)), min(subject),
              coalesce(string_agg(distinct destination, ' ' order by destination), '-'),
              (select string_agg(key, ' ') from json_object_keys(min(payload)::json) as key)
            from event left join delivery on id = event_id and state = 'waiting'
            where contact = payload::json->'mediaTypesToAddresses'->>'EMAIL'
            group by type order by type
            """;

    static List<Shape> all(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            List<Shape> shapes = new ArrayList<>();
            while (row.next()) {
                shapes.add(new Shape(
                        row.getString(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5)));
            }
            return shapes;
        }
    }
}
