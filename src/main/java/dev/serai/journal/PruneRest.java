package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What goes beside events: input that was no event, rows of the audit, keys of repeats, and versions of route files. */
final class PruneRest {
    private static final int BODIES = 100;
    private static final int ROWS = 500;
    private static final int KEYS = 2_000;
    private static final int VERSIONS = 20;
    /** A gateway may still run a version a while after another gateway has begun to run the next one. */
    private static final Duration BOTH_RUN = Duration.ofDays(1);

    private PruneRest() {}

    /** @return how many were deleted; fewer than a step if none is left */
    static int quarantine(Connection connection, Instant before) throws SQLException {
        List<String> hashes = new Query(
                        connection,
                        "select hash from quarantine where received_at < ? order by received_at limit ?",
                        before,
                        BODIES)
                .list(row -> row.getString("hash"));
        return each(connection, "delete from quarantine where hash = ?", hashes, null);
    }

    static int audit(Connection connection, Instant before) throws SQLException {
        List<UUID> ids = new Query(connection, "select id from audit where at < ? order by at limit ?", before, ROWS)
                .list(row -> row.getObject("id", UUID.class));
        return each(connection, "delete from audit where id = ?", ids, null);
    }

    static long count(Connection connection, String table, String time, Instant before) throws SQLException {
        return new Query(connection, "select count(*) from " + table + " where " + time + " < ?", before).number();
    }

    /**
     * Deletes keys that recognise no repeat any more. The table has no index by time, because each event of CMP would pay for it; so it
     * is read in the order of its keys.
     *
     * @param after the last key that was looked at
     * @return the last key that was looked at now; null if there is no other
     */
    static @Nullable String keys(Connection connection, String after, Instant now) throws SQLException {
        List<String> keys = new ArrayList<>();
        List<String> over = new ArrayList<>();
        new Query(
                        connection,
                        "select \"key\", \"until\" from dedupe_key where \"key\" > ? order by \"key\" limit ?",
                        after,
                        KEYS)
                .list(row -> {
                    String key = row.getString("key");
                    Instant until = Query.instant(row, "until");
                    return keys.add(key) && until != null && !until.isAfter(now) && over.add(key);
                });
        each(connection, "delete from dedupe_key where \"key\" = ? and \"until\" <= ?", over, now);
        return keys.size() < KEYS ? null : keys.get(keys.size() - 1);
    }

    /**
     * The versions of route files that no delivery names any more. A version is a candidate if another one had begun to run in its place before
     * the oldest event that is kept was received.
     */
    static List<String> versions(Connection connection) throws SQLException {
        Optional<Instant> oldest = new Query(connection, "select min(received_at) as oldest from event")
                .only(row -> Optional.ofNullable(Query.instant(row, "oldest")));
        if (oldest.isEmpty()) {
            return List.of();
        }
        List<String> candidates =
                new Query(connection, """
                select v.hash from route_version v
                where exists (select 1 from route_run r where r.hash = v.hash)
                  and not exists (
                    select 1 from route_run r
                    where r.hash = v.hash and not exists (
                      select 1 from route_run l where l.name = r.name and l.since > r.since and l.since < ?))
                limit ?
                """, oldest.get().minus(BOTH_RUN), VERSIONS).list(row -> row.getString("hash"));
        List<String> unnamed = new ArrayList<>();
        for (String hash : candidates) {
            boolean named = isThere(connection, "select 1 from delivery where router_version = ? limit 1", hash)
                    || isThere(connection, "select 1 from delivery where route_version = ? limit 1", hash)
                    || isThere(connection, "select 1 from earlier_delivery where route_version = ? limit 1", hash);
            if (!named) {
                unnamed.add(hash);
            }
        }
        return unnamed;
    }

    private static boolean isThere(Connection connection, String sql, String hash) throws SQLException {
        return new Query(connection, sql, hash).first(row -> true).isPresent();
    }

    static void deleteVersions(Connection connection, List<String> hashes) throws SQLException {
        each(connection, "delete from route_run where hash = ?", hashes, null);
        each(connection, "delete from route_version where hash = ?", hashes, null);
    }

    /** Runs a statement for each value. @return how many there are */
    private static int each(Connection connection, String sql, List<?> values, @Nullable Instant second)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object value : values) {
                statement.setObject(1, value);
                if (second != null) {
                    statement.setObject(2, Query.timestamp(second));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
        return values.size();
    }
}
