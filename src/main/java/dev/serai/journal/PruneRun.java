package dev.serai.journal;

import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.Prune.Order;
import dev.serai.journal.Prune.Report;
import dev.serai.journal.Prune.Watcher;
import dev.serai.journal.PrunePage.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@link Prune}. */
final class PruneRun {
    private static final Logger log = LoggerFactory.getLogger(PruneRun.class);
    private static final int LEAST_STEP = 20;
    /** Steps of one run that free space. */
    private static final int FREED_AT_MOST = 50;

    private static final Duration LONG = Duration.ofMillis(100);
    private static final String OTHERS = "another gateway prunes";
    private static final String TOLD = "it was told to end";

    private final Journal journal;
    private final PruneLease lease;
    private final Clock clock;
    private final Order order;
    private final Watcher watcher;
    private final Instant now;

    private final Map<String, Map<String, Long>> types = new TreeMap<>();
    private long events;
    private long payloads;
    private long quarantined;
    private long changes;
    private long versions;
    private long waiting;
    private long dead;
    private long unrouted;
    private int size = Prune.STEP;
    private @Nullable UUID audit;
    private @Nullable String stopped;

    PruneRun(Journal journal, PruneLease lease, Clock clock, Order order, Watcher watcher) {
        this.journal = journal;
        this.lease = lease;
        this.clock = clock;
        this.order = order;
        this.watcher = watcher;
        this.now = clock.instant();
    }

    /** Work in a transaction. */
    @FunctionalInterface
    private interface Step<T> {
        T make(Connection connection) throws SQLException;
    }

    /** @param audit the row of the audit once the transaction is committed */
    private record Stepped<T>(T result, @Nullable UUID audit) {}

    Report run() throws SQLException, InterruptedException {
        if (!order.dryRun() && !lease.take(now)) {
            stopped = OTHERS;
            return report();
        }
        boolean through = false;
        try {
            through = events() && quarantine() && audit() && keys() && versions() && space();
        } finally {
            if (!order.dryRun()) {
                release(through);
            }
        }
        return report();
    }

    /** If it fails, the lease ends by itself, as that of a process that has died. */
    private void release(boolean through) {
        try {
            lease.release(through, clock.instant());
        } catch (SQLException e) {
            log.debug("prune outcome=lease-not-given-back error={}", Journal.describe(e));
        }
    }

    private Report report() {
        List<Prune.Type> deleted = new ArrayList<>();
        types.forEach(
                (family, counts) -> counts.forEach((type, count) -> deleted.add(new Prune.Type(family, type, count))));
        return new Report(
                order.dryRun(),
                stopped,
                events,
                deleted,
                payloads,
                quarantined,
                changes,
                versions,
                new Prune.Stayed(waiting, dead, unrouted));
    }

    private boolean events() throws SQLException, InterruptedException {
        for (PrunableDays.Day day : journal.<List<PrunableDays.Day>>deliver(
                connection -> PrunableDays.of(connection, order.retention(), now))) {
            Instant from = day.from();
            while (from.isBefore(day.until())) {
                Instant begin = from;
                long begun = System.nanoTime();
                PrunePage page = journal.deliver(
                        connection -> PrunePage.read(connection, journal.dialect(), begin, day.until()));
                if (!watched("looks at events of " + begin, 0, begun) || !events(page.events())) {
                    return false;
                }
                from = page.next();
            }
        }
        return true;
    }

    private boolean events(List<Stored> page) throws SQLException, InterruptedException {
        Set<UUID> old = new HashSet<>();
        List<Stored> due = new ArrayList<>();
        for (Stored event : page) {
            if (isOver(event, order.retention().events())) {
                old.add(event.id());
                due.add(event);
            } else if (!event.blank() && isOver(event, order.retention().payloads())) {
                due.add(event);
            }
        }
        due.sort(Comparator.comparing(Stored::id));
        for (int from = 0; from < due.size(); ) {
            List<Stored> some = due.subList(from, Math.min(due.size(), from + size));
            from += some.size();
            if (!step(some, old)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOver(Stored event, Retention.Rules rules) {
        return rules.of(event.family(), event.type())
                .filter(keep -> event.receivedAt().isBefore(now.minus(keep)))
                .isPresent();
    }

    private boolean step(List<Stored> some, Set<UUID> old) throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        Optional<PruneStep.Done> made = transaction(
                connection -> new PruneStep(connection, journal, order.dryRun()).run(some, old),
                PruneStep.Done::changed);
        if (made.isEmpty()) {
            return false;
        }
        PruneStep.Done done = made.get();
        for (Stored gone : done.gone()) {
            types.computeIfAbsent(gone.family(), any -> new TreeMap<>()).merge(gone.type(), 1L, Long::sum);
        }
        events += done.gone().size();
        payloads += done.blanked();
        waiting += done.waiting();
        dead += done.dead();
        unrouted += done.unrouted();
        long nanos = System.nanoTime() - begun;
        size = nanos > LONG.toNanos() ? Math.max(LEAST_STEP, size / 2) : Math.min(Prune.STEP, size * 2);
        return watched("prunes events of " + some.get(0).receivedAt(), done.changed(), begun);
    }

    private boolean quarantine() throws SQLException, InterruptedException {
        if (order.retention().quarantine().isEmpty()) {
            return true;
        }
        Instant before = now.minus(order.retention().quarantine().get());
        if (order.dryRun()) {
            quarantined =
                    journal.observe(connection -> PruneRest.count(connection, "quarantine", "received_at", before));
            return true;
        }
        for (int deleted = 1; deleted > 0; ) {
            long begun = System.nanoTime();
            Optional<Integer> made =
                    transaction(connection -> PruneRest.quarantine(connection, before), Integer::intValue);
            deleted = made.orElse(0);
            quarantined += deleted;
            if (made.isEmpty() || !watched("prunes quarantine", deleted, begun)) {
                return false;
            }
        }
        return true;
    }

    private boolean audit() throws SQLException, InterruptedException {
        if (order.retention().audit().isEmpty()) {
            return true;
        }
        Instant before = now.minus(order.retention().audit().get());
        if (order.dryRun()) {
            changes = journal.observe(connection -> PruneRest.count(connection, "audit", "at", before));
            return true;
        }
        for (int deleted = 1; deleted > 0; ) {
            long begun = System.nanoTime();
            Optional<Integer> made = transaction(connection -> PruneRest.audit(connection, before), Integer::intValue);
            deleted = made.orElse(0);
            changes += deleted;
            if (made.isEmpty() || !watched("prunes the audit", deleted, begun)) {
                return false;
            }
        }
        return true;
    }

    /** Is no part of the report: nobody sees these rows. */
    private boolean keys() throws SQLException, InterruptedException {
        String after = order.dryRun() ? null : "";
        while (after != null) {
            String from = after;
            long begun = System.nanoTime();
            Optional<Optional<String>> made =
                    transaction(connection -> Optional.ofNullable(PruneRest.keys(connection, from, now)), done -> 0);
            if (made.isEmpty() || !watched("prunes keys of repeats", 0, begun)) {
                return false;
            }
            after = made.get().orElse(null);
        }
        return true;
    }

    private boolean versions() throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        List<String> unnamed = journal.observe(PruneRest::versions);
        versions = unnamed.size();
        if (unnamed.isEmpty() || order.dryRun()) {
            return true;
        }
        Optional<Boolean> made = transaction(
                connection -> {
                    PruneRest.deleteVersions(connection, unnamed);
                    return true;
                },
                done -> 0);
        return made.isPresent() && watched("prunes versions of route files", unnamed.size(), begun);
    }

    /** Some of it, if there is much; the next run goes on. */
    private boolean space() throws SQLException, InterruptedException {
        boolean more = !order.dryRun();
        for (int made = 0; more && made < FREED_AT_MOST; made++) {
            long begun = System.nanoTime();
            more = journal.deliver(connection -> journal.dialect().freeSpace(connection));
            if (!watched("frees space", 0, begun)) {
                return false;
            }
        }
        return true;
    }

    /** Counts what a transaction has changed. */
    @FunctionalInterface
    private interface Changed<T> {
        int of(T result);
    }

    /** @return empty if another process has the lease */
    private <T> Optional<T> transaction(Step<T> step, Changed<T> changed) throws SQLException {
        Optional<Stepped<T>> made = Journal.again(() -> journal.deliver(connection -> {
            if (!order.dryRun() && !lease.renew(connection, clock.instant())) {
                return Optional.<Stepped<T>>empty();
            }
            T result = step.make(connection);
            return Optional.of(new Stepped<>(result, audited(connection, changed.of(result))));
        }));
        if (made.isEmpty()) {
            stopped = OTHERS;
            return Optional.empty();
        }
        audit = made.get().audit();
        return Optional.of(made.get().result());
    }

    /** The first transaction that changes something writes the row, and the others add to it. */
    private @Nullable UUID audited(Connection connection, int changed) throws SQLException {
        if (order.dryRun() || changed == 0) {
            return audit;
        }
        UUID known = audit;
        UUID row = known == null
                ? OperationsAudit.begin(connection, now, order.who(), Action.PRUNE, null, order.asked(), null)
                : known;
        OperationsAudit.count(connection, row, changed);
        return row;
    }

    private boolean watched(String doing, int rows, long begun) throws InterruptedException {
        boolean goesOn = watcher.stepped(doing, rows, System.nanoTime() - begun);
        stopped = goesOn ? stopped : TOLD;
        return goesOn;
    }
}
