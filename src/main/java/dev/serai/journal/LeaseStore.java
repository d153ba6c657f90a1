package dev.serai.journal;

import dev.serai.event.Text;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the destinations: which process works each, and whether it may work.
 *
 * <p>One process at a time works a destination. It holds a {@link Lease} with an epoch; a process that lost its lease cannot
 * settle, suspend or probe any more, because the epoch has moved on.
 */
public final class LeaseStore {
    private final Journal journal;

    public LeaseStore(Journal journal) {
        this.journal = journal;
    }

    /** The right to work a destination. */
    public record Lease(String destination, String owner, long epoch) {}

    /**
     * A lease that was just taken.
     *
     * @param abandonedAt end of the lease of an owner that did not give it back, so that it is unknown what that owner had in
     *     flight; null if it was given back
     */
    public record Acquired(Lease lease, @Nullable Instant abandonedAt) {}

    /**
     * Whether a destination may work.
     *
     * @param suspendedSince when Serai suspended the destination; null while it is not suspended
     * @param reason why it is suspended; null while it is not
     * @param nextProbe when Serai tries one batch again
     * @param misconfigured every event would fail until a person changes something
     * @param revision grows when a person has cancelled or moved deliveries that waited
     * @param drained whether it is noted that a paused destination has no call out any more
     */
    public record DestinationState(
            boolean paused,
            @Nullable Instant suspendedSince,
            @Nullable String reason,
            @Nullable Instant nextProbe,
            boolean misconfigured,
            long revision,
            boolean drained) {
        /** Neither paused nor suspended. */
        public static final DestinationState WORKS = new DestinationState(false, null, null, null, false, 0, false);
    }

    /** Takes the destination if no other process holds it, or if the lease of the other process has run out. */
    public Optional<Acquired> take(String destination, String owner, Instant now, Instant until) throws SQLException {
        return journal.deliver(connection -> {
            ensure(connection, Set.of(destination));
            Optional<Acquired> taken = new Query(
                            connection,
                            "select owner, epoch, owned_until from destination where name = ? for update",
                            destination)
                    .only(row -> {
                        String holder = row.getString("owner");
                        Instant heldUntil = Query.instant(row, "owned_until");
                        boolean others = holder != null && !holder.equals(owner);
                        boolean held = others && heldUntil != null && heldUntil.isAfter(now);
                        Lease lease = new Lease(destination, owner, row.getLong("epoch") + 1);
                        return held && journal.dialect().shared()
                                ? Optional.empty()
                                : Optional.of(new Acquired(lease, others ? heldUntil : null));
                    });
            if (taken.isPresent()) {
                long epoch = taken.get().lease().epoch();
                new Query(connection, """
                        update destination set owner = ?, epoch = ?, owned_until = ? where name = ?
                        """, owner, epoch, until, destination).update();
            }
            return taken;
        });
    }

    /** Gives each destination its row. A row that exists is not touched, because a batch that settles has it locked. */
    static void ensure(Connection connection, Set<String> destinations) throws SQLException {
        if (!destinations.isEmpty()) {
            new Query(connection, """
                    insert into destination (name)
                    select name from unnest(?) as n (name)
                    where not exists (select 1 from destination where destination.name = n.name)
                    on conflict do nothing
                    """, new Query.Values("text", destinations)).update();
        }
    }

    /** @return false if the lease was lost */
    public boolean renew(Lease lease, Instant until) throws SQLException {
        return journal.deliver(connection -> update(connection, lease, "owned_until = ?", until));
    }

    /** Gives the destination back, so that another process can take it at once. */
    public void release(Lease lease) throws SQLException {
        journal.deliver(connection -> update(connection, lease, "owner = null, owned_until = null"));
    }

    public DestinationState state(String destination) throws SQLException {
        return journal.look(connection -> new Query(connection, """
                        select %s as pauses, suspended_since, suspended_reason, next_probe, misconfigured, revision, drained
                        from destination where name = ?
                        """.formatted(Operations.PAUSED), destination)
                .first(row -> new DestinationState(
                        row.getBoolean("pauses"),
                        Query.instant(row, "suspended_since"),
                        row.getString("suspended_reason"),
                        Query.instant(row, "next_probe"),
                        row.getBoolean("misconfigured"),
                        row.getLong("revision"),
                        row.getBoolean("drained")))
                .orElse(DestinationState.WORKS));
    }

    /** Notes that a paused destination has no call out any more. @return false if it is not paused, or the lease was lost */
    public boolean drained(Lease lease) throws SQLException {
        return journal.deliver(connection -> update(connection, lease, "drained = %s".formatted(Operations.PAUSED)));
    }

    /**
     * Adds to the number of delivered deliveries, and locks the destination's row until the transaction ends, so that the
     * epoch cannot change before.
     *
     * @return false if the lease was lost
     */
    static boolean count(Connection connection, Lease lease, int delivered) throws SQLException {
        return update(connection, lease, "delivered = delivered + ?", delivered);
    }

    /** The same for a batch of which an event was not delivered. */
    static boolean countFailed(Connection connection, Lease lease, int delivered, String error, Instant now)
            throws SQLException {
        return update(
                connection,
                lease,
                "delivered = delivered + ?, last_failure = ?, last_failure_at = ?",
                delivered,
                error,
                now);
    }

    /**
     * Suspends the destination. The deliveries that wait are not touched.
     *
     * @param misconfigured every event would fail until a person changes something
     * @return false if the lease was lost
     */
    public boolean suspend(Lease lease, Instant since, Instant nextProbe, String reason, boolean misconfigured)
            throws SQLException {
        return journal.deliver(connection -> update(
                connection,
                lease,
                "suspended_since = coalesce(suspended_since, ?), next_probe = ?, suspended_reason = ?, misconfigured = ?,"
                        + " last_failure = ?, last_failure_at = ?",
                since,
                nextProbe,
                Text.ofError(reason, 500),
                misconfigured,
                Text.ofError(reason, 500),
                since));
    }

    /** Suspends, as misconfigured, a destination that no process works; unless another process works it. */
    public void suspendUnworked(String destination, Instant now, String reason) throws SQLException {
        journal.deliver(connection -> {
            ensure(connection, Set.of(destination));
            boolean alone = !journal.dialect().shared();
            return new Query(connection, """
                    update destination
                    set suspended_since = coalesce(suspended_since, ?), next_probe = ?, suspended_reason = ?, misconfigured = true,
                        owner = null, owned_until = null
                    where name = ? and (owner is null or owned_until <= ? or ?)
                    """, now, now, Text.ofError(reason, 500), destination, now, alone).update();
        });
    }

    /**
     * Ends the suspension of destinations that no process works and for which nothing waits: their deliveries were moved or
     * cancelled, and nothing is left to mend.
     *
     * @param named the destinations that this process works, or that its route files name
     */
    public void endUnworked(Set<String> named) throws SQLException {
        boolean alone = !journal.dialect().shared();
        journal.deliver(connection -> new Query(connection, """
                update destination
                set suspended_since = null, next_probe = null, suspended_reason = null, misconfigured = false
                where suspended_since is not null and misconfigured and (owner is null or owned_until <= current_timestamp or ?)
                  and not (name = any(?))
                  and not exists (
                    select 1 from delivery where delivery.destination = destination.name and delivery.state = 'waiting')
                """, alone, new Query.Values("text", named)).update());
    }

    /** The destination works again. @return false if the lease was lost */
    public boolean resume(Lease lease) throws SQLException {
        return journal.deliver(connection -> update(
                connection,
                lease,
                "suspended_since = null, next_probe = null, suspended_reason = null, misconfigured = false"));
    }

    /** @return false if the lease was lost, so that nothing was changed */
    private static boolean update(Connection connection, Lease lease, String set, Object... values)
            throws SQLException {
        List<Object> all = new ArrayList<>(Arrays.asList(values));
        all.addAll(List.of(lease.destination(), lease.owner(), lease.epoch()));
        String sql = "update destination set " + set + " where name = ? and owner = ? and epoch = ?";
        return new Query(connection, sql, all.toArray()).update() == 1;
    }
}
