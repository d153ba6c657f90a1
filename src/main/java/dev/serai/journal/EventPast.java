package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What persons have done with an event: its copies, and the deliveries that were replayed, moved, cancelled or discarded. */
public final class EventPast {
    private EventPast() {}

    /**
     * A row of the audit.
     *
     * @param action replay, move, cancel or discard
     * @param name of a replay
     * @param to the destination to which a move went
     */
    public record Change(
            String action,
            Instant at,
            String who,
            @Nullable String name,
            @Nullable String to,
            @Nullable String reason) {}

    /**
     * What had become of a delivery before it was replayed or moved.
     *
     * @param by null if the audit has no such row any more
     */
    public record Earlier(
            String destination,
            String state,
            @Nullable String closed,
            int attempts,
            @Nullable String error,
            @Nullable Instant settledAt,
            @Nullable String receipt,
            @Nullable String routeVersion,
            @Nullable Change by) {}

    /** The corrected copies of an event, the oldest first. */
    static List<UUID> copies(Connection connection, UUID event) throws SQLException {
        return new Query(connection, "select id from event where copy_of = ? order by received_at, id", event)
                .list(row -> row.getObject("id", UUID.class));
    }

    /** Who has closed the deliveries of an event, by the destination. */
    static Map<String, Change> closed(Connection connection, UUID event) throws SQLException {
        Map<String, Change> closed = new HashMap<>();
        new Query(connection, """
                select d.destination, a.at, a.who, a.action, a.name, a.filter, a.reason
                from delivery d join audit a on a.id = d.closed_by where d.event_id = ?
                """, event).list(row -> closed.put(row.getString("destination"), change(row)));
        return closed;
    }

    static List<Earlier> earlier(Connection connection, UUID event) throws SQLException {
        return new Query(connection, """
                select e.destination, e.state, e.closed, e.attempts, e.last_error, e.settled_at, e.receipt, e.route_version,
                       a.at, a.who, a.action, a.name, a.filter, a.reason
                from earlier_delivery e left join audit a on a.id = e.audit_id
                where e.event_id = ? order by a.at, e.destination
                """, event)
                .list(row -> new Earlier(
                        row.getString("destination"),
                        row.getString("state"),
                        row.getString("closed"),
                        row.getInt("attempts"),
                        row.getString("last_error"),
                        Query.instant(row, "settled_at"),
                        row.getString("receipt"),
                        row.getString("route_version"),
                        row.getString("action") == null ? null : change(row)));
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getString("action"),
                Objects.requireNonNull(Query.instant(row, "at")),
                row.getString("who"),
                row.getString("name"),
                to(row.getString("filter")),
                row.getString("reason"));
    }

    private static @Nullable String to(String filter) {
        try {
            return Json.object(filter).get("to") instanceof String to ? to : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
