package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.journal.Erasure.Blocking;
import dev.serai.journal.Erasure.FarRecord;
import dev.serai.journal.Erasure.Order;
import dev.serai.journal.Erasure.Report;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of {@link Erasure}. */
final class ErasureRun {
    private static final String TOLD = "it was told to end";
    private static final String BLOCKED = "deliveries have to come to their end first";

    private final Journal journal;
    private final PersonKnowledge knowledge;
    private final Clock clock;
    private final Order order;
    private final Prune.Watcher watcher;
    private final PersonFinder finder;

    private final List<Blocking> blocking = new ArrayList<>();
    private final Set<FarRecord> records = new LinkedHashSet<>();
    private final Set<UUID> cancellable = new TreeSet<>();
    private final Set<String> closed = new TreeSet<>();
    private boolean cut;
    private long events;
    private long quarantined;
    private long texts;
    private long cancelled;
    private long left;
    private @Nullable UUID audit;
    private @Nullable String stopped;
    private @Nullable String remains;

    ErasureRun(Journal journal, PersonKnowledge knowledge, Clock clock, Order order, Prune.Watcher watcher) {
        this.journal = journal;
        this.knowledge = knowledge;
        this.clock = clock;
        this.order = order;
        this.watcher = watcher;
        this.finder = new PersonFinder(journal, knowledge, order.contacts(), watcher);
    }

    Report run() throws SQLException, InterruptedException {
        if (!finder.run() || !look(finder.linked()) || !look(finder.named())) {
            stopped = TOLD;
        } else if (!blocking.isEmpty()) {
            stopped = BLOCKED;
            count();
        } else if (order.dryRun()) {
            count();
        } else {
            erase();
        }
        return new Report(
                order.dryRun(),
                stopped,
                order.contacts().size(),
                events,
                quarantined,
                texts,
                cancelled,
                left,
                blocking,
                List.copyOf(records),
                cut,
                remains);
    }

    /** What would be erased; nothing is, if a delivery is in the way. */
    private void count() throws SQLException {
        if (order.dryRun()) {
            events = (long) finder.named().size() + finder.linked().size();
            quarantined = finder.bodies().size();
            cancelled = cancellable.size();
            texts = journal.observe(connection -> EraseStep.texts(connection, order.contacts(), true));
        }
    }

    private boolean look(Set<UUID> ids) throws SQLException, InterruptedException {
        for (List<UUID> some : Erasure.steps(ids)) {
            long begun = System.nanoTime();
            journal.observe(connection -> {
                look(connection, some);
                return true;
            });
            if (!watched("looks at deliveries", 0, begun)) {
                return false;
            }
        }
        return true;
    }

    private void look(Connection connection, List<UUID> ids) throws SQLException {
        Dialect dialect = journal.dialect();
        dialect.listOf(
                connection, "select id, family, type from event where unrouted is not null and id %s", ids, row -> {
                    block(row, "id", null, "unrouted");
                    return true;
                });
        dialect.listOf(connection, """
                select d.event_id, d.destination, d.state, d.closed, d.receipt, e.family, e.type
                from delivery d join event e on e.id = d.event_id where d.event_id %s
                """, ids, row -> {
            block(row, "event_id", row.getString("destination"), row.getString("state"));
            record(row, row.getString("receipt"));
            return true;
        });
        dialect.listOf(
                connection,
                "select event_id, destination, state, receipt from earlier_delivery where event_id %s",
                ids,
                row -> {
                    record(row, row.getString("receipt"));
                    return true;
                });
    }

    /** An opt-out has to reach every far side before it is erased; of other events only those that wait are in the way, since they may be out. */
    private void block(ResultSet row, String id, @Nullable String destination, String state) throws SQLException {
        boolean optOut = knowledge.isOptOut(row.getString("family"), row.getString("type"));
        boolean waiting = state.equals("waiting");
        boolean openDead = state.equals("dead") && row.getString("closed") == null;
        UUID event = row.getObject(id, UUID.class);
        if (waiting && !optOut && order.cancelWaiting()) {
            cancellable.add(event);
        } else if (waiting || (optOut && (openDead || state.equals("unrouted")))) {
            add(blocking, new Blocking(event.toString(), row.getString("type"), destination, state, optOut));
        }
    }

    private void record(ResultSet row, @Nullable String receipt) throws SQLException {
        String event = row.getString("event_id");
        String destination = row.getString("destination");
        Map<String, Object> told = receipt == null ? Map.of() : told(receipt);
        Map<String, String> changes = new LinkedHashMap<>();
        for (String change : List.of("matched", "marked")) {
            if (told.get(change) instanceof List<?> ids) {
                ids.forEach(id -> changes.put(String.valueOf(id), change));
            }
        }
        if (told.get("id") != null) {
            changes.put(
                    String.valueOf(told.get("id")), Boolean.FALSE.equals(told.get("created")) ? "updated" : "created");
        }
        changes.forEach((record, change) -> add(records, new FarRecord(destination, record, change, event)));
        if (changes.isEmpty() && row.getString("state").equals("delivered")) {
            add(records, new FarRecord(destination, null, "sent", event));
        }
    }

    private static Map<String, Object> told(String receipt) {
        try {
            return Json.object(receipt);
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    private <T> void add(Collection<T> list, T row) {
        if (list.size() < Erasure.MAX_LISTED) {
            list.add(row);
        } else {
            cut = true;
        }
    }

    private void erase() throws SQLException, InterruptedException {
        if (cancel() && events(finder.linked()) && events(finder.named()) && bodies()) {
            UUID row = audit();
            texts = transaction(connection -> EraseStep.texts(connection, order.contacts(), false), row);
            for (String destination : closed) {
                OperationsRun.fit(journal, destination);
            }
        } else {
            stopped = TOLD;
        }
        // also if this run has erased nothing: one before it may have been killed
        remains = journal.deliver(journal.dialect()::forget);
    }

    private boolean cancel() throws SQLException, InterruptedException {
        for (List<UUID> some : Erasure.steps(cancellable)) {
            for (OperationsFilter.State state :
                    List.of(OperationsFilter.State.WAITING, OperationsFilter.State.UNMATCHED)) {
                OperationsFilter filter =
                        new OperationsFilter(Set.copyOf(some), null, state, null, null, null, null, null);
                OperationsRun.Order cancel =
                        new OperationsRun.Order(Action.CANCEL, filter, order.who(), null, "erased", false);
                cancelled += new OperationsRun(journal, cancel, clock)
                                .run(OperationsRun.STEP, (destination, deliveries, at) -> OperationsRun.STEP)
                                .deliveries()
                                .values()
                                .stream()
                                .mapToLong(Long::longValue)
                                .sum();
            }
            if (!watched("cancels deliveries", some.size(), System.nanoTime())) {
                return false;
            }
        }
        return true;
    }

    private boolean events(Set<UUID> ids) throws SQLException, InterruptedException {
        for (List<UUID> some : Erasure.steps(ids)) {
            long begun = System.nanoTime();
            UUID row = audit();
            EraseStep.Done done = Journal.again(() -> journal.deliver(connection -> {
                EraseStep.Done made = new EraseStep(connection, journal, knowledge, clock.instant(), row).run(some);
                OperationsAudit.count(connection, row, made.erased());
                return made;
            }));
            events += done.erased();
            left += done.left();
            closed.addAll(done.closed());
            if (!watched("erases events", done.erased(), begun)) {
                return false;
            }
        }
        if (left > 0) {
            stopped = "deliveries have begun to wait meanwhile";
        }
        return true;
    }

    private boolean bodies() throws SQLException, InterruptedException {
        List<String> all = finder.bodies();
        for (int from = 0; from < all.size(); from += Erasure.STEP) {
            long begun = System.nanoTime();
            List<String> some = all.subList(from, Math.min(all.size(), from + Erasure.STEP));
            int erased = transaction(connection -> EraseStep.quarantine(connection, some), audit());
            quarantined += erased;
            if (!watched("erases bodies in quarantine", erased, begun)) {
                return false;
            }
        }
        return true;
    }

    private int transaction(Journal.Work<Integer> work, UUID row) throws SQLException {
        return Journal.again(() -> journal.deliver(connection -> {
            int changed = Objects.requireNonNull(work.run(connection));
            OperationsAudit.count(connection, row, changed);
            return changed;
        }));
    }

    /** The row of the audit says how many contacts there were, and names none. */
    private UUID audit() throws SQLException {
        UUID known = audit;
        if (known == null) {
            known = Journal.again(() -> journal.deliver(connection -> OperationsAudit.begin(
                    connection,
                    clock.instant(),
                    order.who(),
                    Action.ERASE,
                    null,
                    Map.of("contacts", order.contacts().size()),
                    null)));
            audit = known;
        }
        return known;
    }

    private boolean watched(String doing, int rows, long begun) throws InterruptedException {
        return watcher.stepped(doing, rows, System.nanoTime() - begun);
    }
}
