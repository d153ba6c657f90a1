package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The destinations themselves: who works each, and whether it may work.
 *
 * <p>A destination is worked by one process at a time, which holds a {@link Lease} with an epoch. Whoever lost the lease
 * cannot settle, rest or probe any more, because the epoch has moved on.
 */
public final class Destinations {
    private final Journal journal;

    public Destinations(Journal journal) {
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
            ensure(connection, Set.of(destination));
            try (PreparedStatement find = connection.prepareStatement(
                            "select owner, epoch, owned_until from destination where name = ? for update");
                    PreparedStatement take = connection.prepareStatement(
                            "update destination set owner = ?, epoch = ?, owned_until = ? where name = ?")) {
                find.setString(1, destination);
                try (ResultSet row = find.executeQuery()) {
                    row.next();
                    String holder = row.getString("owner");
                    Instant heldUntil = Sql.instant(row, "owned_until");
                    boolean others = holder != null && !holder.equals(owner);
                    boolean held = others && heldUntil != null && heldUntil.isAfter(now);
                    if (held && journal.dialect().shared()) {
                        return Optional.empty();
                    }
                    Lease lease = new Lease(destination, owner, row.getLong("epoch") + 1);
                    take.setString(1, owner);
                    take.setLong(2, lease.epoch());
                    take.setObject(3, Sql.timestamp(until));
                    take.setString(4, destination);
                    take.executeUpdate();
                    return Optional.of(new Taken(lease, others ? heldUntil : null));
                }
            }
        });
    }

    /** Gives each its row. Those that have one are not touched: whoever settles has them locked. */
    static void ensure(Connection connection, Set<String> destinations) throws SQLException {
        if (destinations.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into destination (name)
                select name from unnest(?) as n (name)
                where not exists (select 1 from destination where destination.name = n.name)
                on conflict do nothing
                """)) {
            Sql.array(insert, 1, "text", destinations, name -> name);
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
        return journal.look(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select paused, suspended_since, next_probe, misconfigured from destination where name = ?")) {
                select.setString(1, destination);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? new Condition(
                                    row.getBoolean("paused"),
                                    Sql.instant(row, "suspended_since"),
                                    Sql.instant(row, "next_probe"),
                                    row.getBoolean("misconfigured"))
                            : new Condition(false, null, null, false);
                }
            }
        });
    }

    /**
     * Adds to what was delivered, and locks the destination's row until the transaction ends: an epoch that is right now
     * stays right.
     *
     * @return false if the lease was lost
     */
    static boolean count(Connection connection, Lease lease, int delivered) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update destination set delivered = delivered + ? where name = ? and owner = ? and epoch = ?")) {
            update.setInt(1, delivered);
            bind(update, 2, lease);
            return update.executeUpdate() == 1;
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
                    set suspended_since = coalesce(suspended_since, ?), next_probe = ?, suspended_reason = ?, misconfigured = ?
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
            ensure(connection, Set.of(destination));
            try (PreparedStatement update = connection.prepareStatement("""
                    update destination
                    set suspended_since = coalesce(suspended_since, ?), next_probe = ?, suspended_reason = ?, misconfigured = true
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
                    set suspended_since = null, next_probe = null, suspended_reason = null, misconfigured = false
                    where name = ? and owner = ? and epoch = ?
                    """)) {
                bind(update, 1, lease);
                return update.executeUpdate() == 1;
            }
        });
    }

    private static void bind(PreparedStatement statement, int first, Lease lease) throws SQLException {
        statement.setString(first, lease.destination());
        statement.setString(first + 1, lease.owner());
        statement.setLong(first + 2, lease.epoch());
    }
}
