package dev.serai.journal;

import dev.serai.event.Text;
import dev.serai.journal.Operations.DeadGroup;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The groups of dead deliveries that a person knows about: the table {@code dead_acknowledged}. A row goes when its group is gone, and its count
 * shrinks with the group; so there are never more rows than groups, and a group that has shrunk is open again as soon as it grows.
 */
public final class Acknowledgements {
    private Acknowledgements() {}

    /**
     * That a person knows about a group.
     *
     * @param count number of deliveries that the group had then, or has had at least since
     * @param note the words of the person
     */
    public record Acknowledged(long count, Instant at, String who, String note) {}

    /** Those of a destination, by the error. */
    static Map<String, Acknowledged> of(Connection connection, String destination) throws SQLException {
        Map<String, Acknowledged> known = new HashMap<>();
        new Query(
                        connection,
                        "select error, count, at, who, note from dead_acknowledged where destination = ?",
                        destination)
                .list(row -> known.put(
                        row.getString("error"),
                        new Acknowledged(
                                row.getLong("count"),
                                Objects.requireNonNull(Query.instant(row, "at")),
                                row.getString("who"),
                                row.getString("note"))));
        return known;
    }

    static void write(Connection connection, DeadGroup group, Instant now, String who, String note)
            throws SQLException {
        delete(connection, group.destination(), group.error());
        new Query(
                        connection,
                        "insert into dead_acknowledged (destination, error, count, at, who, note) values (?, ?, ?, ?, ?, ?)",
                        group.destination(),
                        group.error(),
                        group.count(),
                        now,
                        Text.clean(who, 100),
                        Text.clean(note, 500))
                .update();
        OperationsAudit.count(
                connection,
                OperationsAudit.begin(
                        connection,
                        now,
                        who,
                        Action.ACKNOWLEDGE,
                        null,
                        Map.of("destination", group.destination(), "error", group.error()),
                        note),
                (int) Math.min(Integer.MAX_VALUE, group.count()));
    }

    /** Fits the rows of a destination to its groups. */
    static void fit(Connection connection, String destination) throws SQLException {
        Map<String, Acknowledged> known = of(connection, destination);
        if (known.isEmpty()) {
            return;
        }
        Operations.Grouped grouped = Operations.grouped(connection, destination);
        for (Map.Entry<String, Acknowledged> each : known.entrySet()) {
            @Nullable DeadGroup group = grouped.groups().get(each.getKey());
            if (group == null && grouped.complete()) {
                delete(connection, destination, each.getKey());
            } else if (group != null && group.count() < each.getValue().count()) {
                new Query(
                                connection,
                                "update dead_acknowledged set count = ? where destination = ? and error = ? and count > ?",
                                group.count(),
                                destination,
                                each.getKey(),
                                group.count())
                        .update();
            }
        }
    }

    private static void delete(Connection connection, String destination, String error) throws SQLException {
        new Query(connection, "delete from dead_acknowledged where destination = ? and error = ?", destination, error)
                .update();
    }
}
