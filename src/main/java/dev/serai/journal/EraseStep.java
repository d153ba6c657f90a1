package dev.serai.journal;

import dev.serai.event.Contacts;
import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.journal.EventCounts.Count;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Takes from some events all that names a person, and counts it in the same transaction; so the ledger balances at any time. Ids, types, times
 * and states stay, so that a repeat is a duplicate.
 *
 * <p>The rows are locked as {@link PruneStep} locks them. An event stays as it is while a delivery of it waits, because it may be out.
 */
final class EraseStep {
    /** Names the rows of event_count that tell what was erased. */
    private static final String COUNTED_AS = "erase";

    /** Columns in which persons write what they like; errors are masked when they come. */
    private static final Map<String, List<String>> TEXTS = new TreeMap<>(Map.of(
            "audit", List.of("name", "filter", "reason"),
            "dead_acknowledged", List.of("note"),
            "destination", List.of("paused_reason", "suspended_reason", "last_failure")));

    private final Connection connection;
    private final Journal journal;
    private final PersonKnowledge knowledge;
    private final Instant now;
    private final UUID audit;

    /** @param audit the row of the audit, which closes deliveries that are dead */
    EraseStep(Connection connection, Journal journal, PersonKnowledge knowledge, Instant now, UUID audit) {
        this.connection = connection;
        this.journal = journal;
        this.knowledge = knowledge;
        this.now = now;
        this.audit = audit;
    }

    /**
     * What a step has done.
     *
     * @param left number of events that stay because a delivery waits
     * @param closed destinations of which dead deliveries were closed
     */
    record Done(int erased, int left, Set<String> closed) {}

    private record Locked(UUID id, String family, String type, Instant receivedAt, boolean unrouted, boolean blank) {}

    private record Target(UUID event, String destination, String state, boolean open) {}

    /** @param ids sorted, so that two transactions never wait for each other in a circle */
    Done run(List<UUID> ids) throws SQLException {
        List<Locked> locked = lock(ids);
        Map<UUID, List<Target>> targets = targets(ids);
        List<Locked> due = new ArrayList<>();
        Set<String> closed = new TreeSet<>();
        for (Locked each : locked) {
            List<Target> of = targets.getOrDefault(each.id(), List.of());
            if (of.stream().noneMatch(target -> target.state().equals("waiting"))) {
                due.add(each);
                of.stream().filter(Target::open).map(Target::destination).forEach(closed::add);
            }
        }
        if (!due.isEmpty()) {
            keepJoinKeys(due);
            erase(due.stream().map(Locked::id).toList());
            eraseAttempts(due, targets);
            count(due, targets);
        }
        return new Done(due.size(), locked.size() - due.size(), closed);
    }

    private List<Locked> lock(List<UUID> ids) throws SQLException {
        String sql = "select id, family, type, received_at, unrouted, "
                + journal.dialect().size("payload")
                + " = 0 as blank from event where erased_at is null and id %s order by id for update";
        return journal.dialect()
                .listOf(
                        connection,
                        sql,
                        ids,
                        row -> new Locked(
                                row.getObject("id", UUID.class),
                                row.getString("family"),
                                row.getString("type"),
                                Objects.requireNonNull(Query.instant(row, "received_at")),
                                row.getString("unrouted") != null,
                                row.getBoolean("blank")));
    }

    private Map<UUID, List<Target>> targets(List<UUID> ids) throws SQLException {
        Map<UUID, List<Target>> targets = new HashMap<>();
        String sql = "select event_id, destination, state, closed from delivery where event_id %s"
                + " order by event_id, destination for update";
        journal.dialect().listOf(connection, sql, ids, row -> targets.computeIfAbsent(
                        row.getObject("event_id", UUID.class), any -> new ArrayList<>())
                .add(new Target(
                        row.getObject("event_id", UUID.class),
                        row.getString("destination"),
                        row.getString("state"),
                        row.getString("state").equals("dead") && row.getString("closed") == null)));
        return targets;
    }

    /**
     * A reconciliation compares payloads with the records of the vendor. In place of the payload it finds these hashes afterwards; else it would
     * store the event once more.
     */
    private void keepJoinKeys(List<Locked> due) throws SQLException {
        List<UUID> ids = due.stream()
                .filter(each -> !each.blank() && knowledge.isOptOut(each.family(), each.type()))
                .map(Locked::id)
                .toList();
        List<Event> events = journal.dialect()
                .listOf(
                        connection,
                        "select id, family, type, subject, contact, occurred_at, received_at, payload from event where id %s",
                        ids,
                        DeliveryQueue::event);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into reconciled (join_key, event_id, occurred_at, claimed_by) values (?, ?, ?, ?)"
                        + " on conflict do nothing")) {
            for (Event event : events) {
                for (JoinKey key : event.occurredAt() == null ? List.<JoinKey>of() : knowledge.joinKeys(event)) {
                    insert.setString(1, key.key());
                    insert.setObject(2, event.id());
                    insert.setObject(3, Query.timestamp(event.occurredAt()));
                    // claimed by itself: it makes no other webhook a duplicate
                    insert.setObject(4, event.id());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private void erase(List<UUID> ids) throws SQLException {
        String time = "timestamp with time zone '" + now + "'";
        for (String sql : List.of(
                "update event set payload = '', contact = null, subject = null, unrouted = null, erased_at = " + time
                        + " where id %s",
                "update delivery set closed = 'discarded', closed_by = cast('" + audit + "' as uuid)"
                        + " where state = 'dead' and closed is null and event_id %s",
                "update delivery set last_error = null, receipt = null where event_id %s",
                "update earlier_delivery set last_error = null, receipt = null where event_id %s")) {
            journal.dialect().updateOf(connection, sql, ids);
        }
    }

    /** By the begin of the key, because its index begins with the destination. A delivery that was moved has attempts of its new destination only. */
    private void eraseAttempts(List<Locked> due, Map<UUID, List<Target>> targets) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update attempt set error = null where destination = ? and event_id = ?")) {
            for (Locked event : due) {
                for (Target each : targets.getOrDefault(event.id(), List.of())) {
                    update.setString(1, each.destination());
                    update.setObject(2, each.event());
                    update.addBatch();
                }
            }
            update.executeBatch();
        }
    }

    /** Last, because it may take the lock under which committers count a type of event for the first time. */
    private void count(List<Locked> due, Map<UUID, List<Target>> targets) throws SQLException {
        EventCounts counts = new EventCounts();
        for (Locked each : due) {
            add(counts, each, Count.ERASED, 1);
            if (each.blank()) {
                add(counts, each, Count.BLANKED, -1);
            }
            if (each.unrouted()) {
                add(counts, each, Count.UNROUTED, -1);
                if (!targets.containsKey(each.id())) {
                    add(counts, each, Count.FILTERED, 1);
                }
            }
        }
        counts.write(connection, COUNTED_AS, journal.countedTypes());
    }

    private static void add(EventCounts counts, Locked event, Count count, int amount) {
        counts.add(event.receivedAt(), event.family(), event.type(), count, amount);
    }

    /** Takes what bodies in quarantine say. The rows stay, so that a repeat is counted and not kept. */
    static int quarantine(Connection connection, List<String> hashes) throws SQLException {
        int erased = 0;
        try (PreparedStatement update = connection.prepareStatement(
                "update quarantine set body = ?, headers = null, reason = 'erased' where hash = ?")) {
            for (String hash : hashes) {
                update.setBytes(1, new byte[0]);
                update.setString(2, hash);
                erased += update.executeUpdate();
            }
        }
        return erased;
    }

    /** Takes contacts out of texts of persons. @return how many texts were changed, or would be */
    static int texts(Connection connection, Contacts contacts, boolean dryRun) throws SQLException {
        int changed = 0;
        for (Map.Entry<String, List<String>> table : TEXTS.entrySet()) {
            for (String column : table.getValue()) {
                String some = column + (contacts.areAddresses() ? " like '%@%'" : " is not null");
                List<String> texts = new Query(
                                connection, "select distinct " + column + " from " + table.getKey() + " where " + some)
                        .list(row -> row.getString(1));
                for (String text : texts) {
                    if (contacts.areIn(text)) {
                        String update = "update %1$s set %2$s = ? where %2$s = ?".formatted(table.getKey(), column);
                        changed += dryRun ? 1 : new Query(connection, update, contacts.without(text), text).update();
                    }
                }
            }
        }
        return changed;
    }
}
