package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queues of the destinations: who works them, what is due, and what became of it.
 *
 * <p>A destination is worked by one process at a time, which holds a {@link Lease} with an epoch. Whoever lost the lease
 * cannot settle, rest or probe any more, because the epoch has moved on.
 */
public final class Deliveries {
    /** Rows that cross the wire at once; each may carry megabytes. */
    private static final int FETCH = 50;

    private final Journal journal;

    public Deliveries(Journal journal) {
        this.journal = journal;
    }

    /** The right to work a destination. */
    public record Lease(String destination, String owner, long epoch) {}

    /**
     * A lease that was just taken.
     *
     * @param abandonedAt until when a previous owner held it that never gave it back: what it had in hand is unknown
     */
    public record Taken(Lease lease, @Nullable Instant abandonedAt) {}

    /** A waiting delivery whose time has come. */
    public record Due(
            Event event,
            int attempts,
            Instant dueAt,
            @Nullable String lastError) {}

    /**
     * Whether a destination may work.
     *
     * @param restingSince null unless it waits for the far side
     * @param misconfigured the rest ends only when somebody changes something
     */
    public record Condition(
            boolean paused,
            @Nullable Instant restingSince,
            @Nullable Instant nextProbe,
            boolean misconfigured) {}

    /** Takes the destination if nobody holds it, or its holder's time has run out. */
    public Optional<Taken> take(String destination, String owner, Instant now, Instant until) throws SQLException {
        return journal.deliver(connection -> {
            ensure(connection, destination);
            try (PreparedStatement find = connection.prepareStatement(
                            "select owner, epoch, owned_until from destination where name = ? for update");
                    PreparedStatement take = connection.prepareStatement(
                            "update destination set owner = ?, epoch = ?, owned_until = ? where name = ?")) {
                find.setString(1, destination);
                try (ResultSet row = find.executeQuery()) {
                    row.next();
                    String holder = row.getString("owner");
                    Instant heldUntil = Sql.instant(row, "owned_until");
                    boolean held = holder != null && heldUntil != null && heldUntil.isAfter(now);
                    if (held && journal.dialect().shared()) {
                        return Optional.empty();
                    }
                    Lease lease = new Lease(destination, owner, row.getLong("epoch") + 1);
                    take.setString(1, owner);
                    take.setLong(2, lease.epoch());
                    take.setObject(3, Sql.timestamp(until));
                    take.setString(4, destination);
                    take.executeUpdate();
                    return Optional.of(new Taken(lease, holder == null ? null : heldUntil));
                }
            }
        });
    }

    private static void ensure(Connection connection, String destination) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into destination (name) values (?) on conflict do nothing")) {
            insert.setString(1, destination);
            insert.executeUpdate();
        }
    }

    /** @return whether the lease was still held, and is until then */
    public boolean renew(Lease lease, Instant until) throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement renew = connection.prepareStatement(
                    "update destination set owned_until = ? where name = ? and owner = ? and epoch = ?")) {
                renew.setObject(1, Sql.timestamp(until));
                bind(renew, 2, lease);
                return renew.executeUpdate() == 1;
            }
        });
    }

    /** Gives the destination back, so that another process need not wait. */
    public void release(Lease lease) throws SQLException {
        journal.deliver(connection -> {
            try (PreparedStatement release = connection.prepareStatement("""
                    update destination set owner = null, owned_until = null
                    where name = ? and owner = ? and epoch = ?
                    """)) {
                bind(release, 1, lease);
                return release.executeUpdate();
            }
        });
    }

    public Condition condition(String destination) throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select paused, resting_since, next_probe, misconfigured from destination where name = ?")) {
                select.setString(1, destination);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? new Condition(
                                    row.getBoolean("paused"),
                                    Sql.instant(row, "resting_since"),
                                    Sql.instant(row, "next_probe"),
                                    row.getBoolean("misconfigured"))
                            : new Condition(false, null, null, false);
                }
            }
        });
    }

    /**
     * What is due, oldest first.
     *
     * @param except what is in hand already
     * @param characters of payload after which it is enough; at least one event is read
     */
    public List<Due> due(String destination, Instant now, Set<UUID> except, int limit, long characters)
            throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.attempts, d.next_attempt_at, d.last_error,
                           e.id, e.family, e.type, e.subject, e.contact, e.occurred_at, e.received_at, e.payload
                    from delivery d join event e on e.id = d.event_id
                    where d.destination = ? and d.state = 'waiting' and d.next_attempt_at <= ?
                      and not (d.event_id = any(?))
                    order by d.next_attempt_at, d.event_id
                    limit ?
                    """)) {
                select.setString(1, destination);
                select.setObject(2, Sql.timestamp(now));
                Sql.array(select, 3, "uuid", except, id -> id);
                select.setInt(4, limit);
                select.setFetchSize(FETCH);
                List<Due> due = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    for (long left = characters; left > 0 && row.next(); ) {
                        Event event = event(row);
                        left -= event.payload().length();
                        due.add(new Due(
                                event,
                                row.getInt("attempts"),
                                Objects.requireNonNull(Sql.instant(row, "next_attempt_at")),
                                row.getString("last_error")));
                    }
                }
                return due;
            }
        });
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getObject("id", UUID.class),
                row.getString("family"),
                row.getString("type"),
                row.getString("subject"),
                row.getString("contact"),
                Sql.instant(row, "occurred_at"),
                Objects.requireNonNull(Sql.instant(row, "received_at")),
                row.getString("payload"));
    }

    /**
     * Writes what became of a batch.
     *
     * @return false if the lease was lost, and nothing was written
     */
    public boolean settle(Lease lease, Instant now, List<Settlement> settlements) throws SQLException {
        return journal.deliver(connection -> {
            if (!holds(connection, lease)) {
                return false;
            }
            List<Settlement> sorted = settlements.stream()
                    .sorted(Comparator.comparing(Settlement::eventId))
                    .toList();
            journal.dialect().settle(connection, lease.destination(), sorted);
            recordAttempts(connection, lease.destination(), now, sorted);
            return true;
        });
    }

    /** Locks the destination's row until the transaction ends: an epoch that is right now stays right. */
    private static boolean holds(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select name from destination where name = ? and owner = ? and epoch = ? for update")) {
            bind(select, 1, lease);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static final int ATTEMPTS_REMEMBERED = 5;

    private static void recordAttempts(
            Connection connection, String destination, Instant now, List<Settlement> settlements) throws SQLException {
        if (settlements.stream().allMatch(settlement -> settlement.state() == Settlement.State.DELIVERED)) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into attempt values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing");
                PreparedStatement forget = connection.prepareStatement(
                        "delete from attempt where destination = ? and event_id = ? and number <= ?")) {
            for (Settlement settlement : settlements) {
                if (settlement.state() != Settlement.State.DELIVERED) {
                    insert.setString(1, destination);
                    insert.setObject(2, settlement.eventId());
                    insert.setInt(3, settlement.attempts());
                    insert.setObject(4, Sql.timestamp(now));
                    insert.setString(5, settlement.state() == Settlement.State.DEAD ? "dead" : "retry");
                    insert.setString(6, settlement.error());
                    insert.setLong(7, settlement.millis());
                    insert.addBatch();
                    forget.setString(1, destination);
                    forget.setObject(2, settlement.eventId());
                    forget.setInt(3, settlement.attempts() - ATTEMPTS_REMEMBERED);
                    forget.addBatch();
                }
            }
            insert.executeBatch();
            forget.executeBatch();
        }
    }

    /**
     * The destination waits for the far side, or for somebody who mends it. Nothing that waits is touched.
     *
     * @return false if the lease was lost
     */
    public boolean rest(Lease lease, Instant since, Instant nextProbe, String reason, boolean misconfigured)
            throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update destination
                    set resting_since = coalesce(resting_since, ?), next_probe = ?, rest_reason = ?, misconfigured = ?
                    where name = ? and owner = ? and epoch = ?
                    """)) {
                update.setObject(1, Sql.timestamp(since));
                update.setObject(2, Sql.timestamp(nextProbe));
                update.setString(3, Text.clean(reason, 500));
                update.setBoolean(4, misconfigured);
                bind(update, 5, lease);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** A destination that nobody works here waits for somebody who mends it; unless another process works it. */
    public void restUnworked(String destination, Instant now, String reason) throws SQLException {
        journal.deliver(connection -> {
            ensure(connection, destination);
            try (PreparedStatement update = connection.prepareStatement("""
                    update destination
                    set resting_since = coalesce(resting_since, ?), next_probe = ?, rest_reason = ?, misconfigured = true
                    where name = ? and (owner is null or owned_until <= ? or ?)
                    """)) {
                update.setObject(1, Sql.timestamp(now));
                update.setObject(2, Sql.timestamp(now));
                update.setString(3, Text.clean(reason, 500));
                update.setString(4, destination);
                update.setObject(5, Sql.timestamp(now));
                update.setBoolean(6, !journal.dialect().shared());
                return update.executeUpdate();
            }
        });
    }

    /** The destination works again. */
    public boolean recovered(Lease lease) throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update destination
                    set resting_since = null, next_probe = null, rest_reason = null, misconfigured = false
                    where name = ? and owner = ? and epoch = ?
                    """)) {
                bind(update, 1, lease);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Every name that something was ever queued for, found by skipping through the index. */
    public Set<String> names() throws SQLException {
        return journal.deliver(connection -> {
            Set<String> names = new LinkedHashSet<>();
            try (PreparedStatement next =
                    connection.prepareStatement("select min(destination) from delivery where destination > ?")) {
                String last = "";
                while (last != null) {
                    next.setString(1, last);
                    try (ResultSet row = next.executeQuery()) {
                        last = row.next() ? row.getString(1) : null;
                    }
                    if (last != null) {
                        names.add(last);
                    }
                }
            }
            return names;
        });
    }

    private static void bind(PreparedStatement statement, int first, Lease lease) throws SQLException {
        statement.setString(first, lease.destination());
        statement.setString(first + 1, lease.owner());
        statement.setLong(first + 2, lease.epoch());
    }

    /** One delivery to be. */
    record Queued(String destination, UUID eventId, Instant dueAt) {}

    /** Queues events for destinations. */
    static void insert(Connection connection, List<Queued> queued) throws SQLException {
        if (queued.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into delivery (destination, event_id, state, next_attempt_at)
                select destination, event_id, 'waiting', due_at from unnest(?, ?, ?) as q (destination, event_id, due_at)
                on conflict do nothing
                """)) {
            Sql.array(insert, 1, "text", queued, Queued::destination);
            Sql.array(insert, 2, "uuid", queued, Queued::eventId);
            Sql.array(insert, 3, "timestamptz", queued, each -> Sql.timestamp(each.dueAt()));
            insert.executeUpdate();
        }
    }
}
