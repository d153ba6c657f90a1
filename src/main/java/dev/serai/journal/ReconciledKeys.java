package dev.serai.journal;

import dev.serai.event.JoinKey;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of the events that a reconciliation has stored, by what they have in common with their webhooks. */
final class ReconciledKeys {
    private ReconciledKeys() {}

    /** A row; {@code claimedBy} is the webhook's event that it has made a duplicate. */
    private static final class Row {
        private final UUID eventId;
        private final Instant occurredAt;
        private @Nullable UUID claimedBy;

        private Row(UUID eventId, Instant occurredAt, @Nullable UUID claimedBy) {
            this.eventId = eventId;
            this.occurredAt = occurredAt;
            this.claimedBy = claimedBy;
        }
    }

    /**
     * Finds the webhooks that came after a reconciliation had stored what they tell. Each row makes one webhook a duplicate, as
     * often as it is sent, so that the second soft bounce of a mail is stored. Events that did not come late cost nothing.
     *
     * @param known for each entry whether it is a duplicate; what is found is added
     */
    static void claim(Connection connection, Dialect dialect, List<RoutedEvent> entries, boolean[] known)
            throws SQLException {
        Map<String, List<Integer>> late = new TreeMap<>();
        for (int i = 0; i < known.length; i++) {
            JoinKey key = entries.get(i).joinKey();
            if (key != null && !known[i]) {
                late.computeIfAbsent(key.key(), any -> new ArrayList<>()).add(i);
            }
        }
        if (late.isEmpty()) {
            return;
        }
        dialect.lockReconciled(connection, true);
        late.keySet().retainAll(times(connection, late.keySet()).keySet());
        if (late.isEmpty()) {
            return;
        }
        Set<UUID> stored = stored(
                connection,
                late.values().stream()
                        .flatMap(List::stream)
                        .map(each -> entries.get(each).event().id())
                        .toList());
        for (Map.Entry<String, List<Integer>> each : late.entrySet()) {
            List<Row> rows = lock(connection, each.getKey());
            for (int entry : each.getValue()) {
                // one that is stored is a duplicate by its id, and leaves the row to another webhook
                known[entry] = !stored.contains(entries.get(entry).event().id())
                        && claim(connection, each.getKey(), rows, entries.get(entry));
            }
        }
    }

    private static boolean claim(Connection connection, String key, List<Row> rows, RoutedEvent late)
            throws SQLException {
        UUID id = late.event().id();
        if (rows.stream().anyMatch(row -> id.equals(row.claimedBy))) {
            return true;
        }
        Instant time = Objects.requireNonNull(late.event().occurredAt());
        JoinKey joinKey = Objects.requireNonNull(late.joinKey());
        Optional<Row> nearest = rows.stream()
                .filter(row -> row.claimedBy == null && joinKey.joins(row.occurredAt, time))
                .min(Comparator.comparing(
                        row -> Duration.between(row.occurredAt, time).abs()));
        if (nearest.isEmpty()) {
            return false;
        }
        nearest.get().claimedBy = id;
        new Query(
                        connection,
                        "update reconciled set claimed_by = ? where join_key = ? and event_id = ?",
                        id,
                        key,
                        nearest.get().eventId)
                .update();
        return true;
    }

    private static List<Row> lock(Connection connection, String key) throws SQLException {
        return new Query(
                        connection,
                        "select event_id, occurred_at, claimed_by from reconciled where join_key = ? order by event_id"
                                + " for update",
                        key)
                .list(row -> new Row(
                        row.getObject("event_id", UUID.class),
                        Objects.requireNonNull(Query.instant(row, "occurred_at")),
                        row.getObject("claimed_by", UUID.class)));
    }

    private static Set<UUID> stored(Connection connection, List<UUID> ids) throws SQLException {
        return new HashSet<>(new Query(
                        connection,
                        "select event.id from unnest(?) as q (id) join event on event.id = q.id",
                        new Query.Values("uuid", ids))
                .list(row -> row.getObject("id", UUID.class)));
    }

    /** When the events that are stored under these keys happened, by the key. */
    static Map<String, List<Instant>> times(Connection connection, Collection<String> keys) throws SQLException {
        Map<String, List<Instant>> times = new HashMap<>();
        new Query(connection, """
                select join_key, occurred_at from unnest(?) as q (one) join reconciled on join_key = q.one
                """, new Query.Values("text", keys))
                .list(row -> times.computeIfAbsent(row.getString("join_key"), any -> new ArrayList<>())
                        .add(Objects.requireNonNull(Query.instant(row, "occurred_at"))));
        return times;
    }

    static void insert(Connection connection, List<RoutedEvent> stored) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into reconciled (join_key, event_id, occurred_at) values (?, ?, ?)"
                        + " on conflict do nothing")) {
            for (RoutedEvent each : stored) {
                insert.setString(1, Objects.requireNonNull(each.joinKey()).key());
                insert.setObject(2, each.event().id());
                insert.setObject(3, Query.timestamp(each.event().occurredAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
