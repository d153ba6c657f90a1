package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The next events in the order of their receipt.
 *
 * @param next where the next page begins
 */
record PrunePage(List<Stored> events, Instant next) {
    /** Events that are looked at in one reading transaction; more if they were received at the same time. */
    private static final int LOOK_AT = 2_000;

    /**
     * An event without its payload.
     *
     * @param blank whether its payload is gone
     */
    record Stored(UUID id, String family, String type, Instant receivedAt, boolean blank) {}

    /** The index has the times only, so a page ends between two times; see {@link ReconciledEvents}. */
    static PrunePage read(Connection connection, Dialect dialect, Instant from, Instant until) throws SQLException {
        Optional<Instant> beyond = new Query(
                        connection,
                        "select received_at from event where received_at > ? and received_at < ?"
                                + " order by received_at limit 1 offset ?",
                        from,
                        until,
                        LOOK_AT)
                .first(row -> Objects.requireNonNull(Query.instant(row, "received_at")));
        Instant next = beyond.orElse(until);
        List<Stored> events = new Query(
                        connection,
                        "select id, family, type, received_at, " + dialect.size("payload") + " = 0 as blank from event"
                                + " where received_at >= ? and received_at < ?",
                        from,
                        next)
                .list(row -> new Stored(
                        row.getObject("id", UUID.class),
                        row.getString("family"),
                        row.getString("type"),
                        Objects.requireNonNull(Query.instant(row, "received_at")),
                        row.getBoolean("blank")));
        return new PrunePage(events, next);
    }
}
