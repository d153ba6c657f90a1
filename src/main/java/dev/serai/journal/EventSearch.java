package dev.serai.journal;

import dev.serai.event.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds stored events for people.
 *
 * <p>One property of the filter names the candidates by an index: id, contact, subject, type, a family of few events, or the state if
 * few deliveries have it; else the candidates are all events in the order of their receipt. The candidates are read step by step and compared
 * with the rest of the filter. A search ends after a tenth of a second, also if it has found less than was asked for: the
 * page then says where to go on. So no question takes long, however many events there are.
 */
public final class EventSearch {
    /** Events of a page. */
    public static final int MAX_LIMIT = 500;

    /** A search begins no new step after this time. */
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Candidates of a step: about 15 ms if each has to be compared with its deliveries. */
    private static final int STEP = 2_000;

    /** With more deliveries or events, a state or family is frequent enough to be met among the newest events. */
    private static final int FEW = 10_000;

    /** Characters or bytes of a payload that comes with a page, see {@link Dialect#size}. */
    public static final int MAX_PAYLOAD = 16 << 10;

    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_LOOK = Duration.ofDays(365 * 20);

    /** Later than any event. */
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final String COLUMNS = "id, family, type, subject, contact, occurred_at, received_at, unrouted";
    private static final String NEWEST_FIRST = " order by received_at desc, id desc limit ";
    private static final String OLDEST_FIRST = " order by received_at, id limit ";

    private final Journal journal;

    public EventSearch(Journal journal) {
        this.journal = journal;
    }

    /**
     * Where a page ends.
     *
     * @param id of its last event; null if all events of that time are done
     */
    public record Cursor(Instant receivedAt, @Nullable UUID id) {
        /** @throws RuntimeException if the text is none */
        public static Cursor of(String text) {
            String[] parts = text.split(",", 2);
            return new Cursor(Instant.parse(parts[0]), parts.length == 1 ? null : UUID.fromString(parts[1]));
        }

        @Override
        public String toString() {
            return id == null ? receivedAt.toString() : receivedAt + "," + id;
        }
    }

    /** @param next where the next page begins; null after the last one */
    public record Page(List<Found> events, @Nullable Cursor next) {}

    /**
     * A stored event.
     *
     * @param event its payload is empty if it is larger than {@link #MAX_PAYLOAD}
     * @param unrouted why no router could decide
     */
    public record Found(Event event, @Nullable String unrouted, List<Target> targets) {}

    /**
     * Where an event goes.
     *
     * @param state waiting, delivered or dead
     * @param waitingFor person or attempt_apart; null for the first or the next attempt
     * @param closed cancelled or discarded, if a person has closed a dead delivery
     */
    public record Target(
            String destination,
            String state,
            @Nullable String waitingFor,
            @Nullable String closed,
            int attempts,
            @Nullable String error) {}

    /**
     * All that is known of an event.
     *
     * @param copyOf the event of which it is a corrected copy
     * @param copies its own corrected copies, the oldest first
     * @param earlier what had become of deliveries before they were replayed or moved, the oldest first
     */
    public record Story(
            Event event,
            @Nullable String unrouted,
            @Nullable UUID copyOf,
            List<UUID> copies,
            List<Told> deliveries,
            List<EventPast.Earlier> earlier) {}

    /**
     * A delivery.
     *
     * @param nextAttemptAt null if it does not wait
     * @param receipt what the far side answered
     * @param routerVersion of the router that decided
     * @param routeVersion of the destination that sent last
     * @param attempts the last of those that did not deliver
     * @param closedBy who has closed it
     */
    public record Told(
            Target target,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant settledAt,
            @Nullable String receipt,
            @Nullable String routerVersion,
            @Nullable String routeVersion,
            List<Attempt> attempts,
            EventPast.@Nullable Change closedBy) {}

    /** An attempt that did not deliver. */
    public record Attempt(
            int number,
            Instant at,
            String outcome,
            @Nullable String error,
            long millis) {}

    /** Tables and conditions, each with its values. The conditions begin with "and". */
    private record Terms(String from, List<Object> fromValues, String where, List<Object> values) {
        static final Terms NONE = new Terms("event", List.of(), "", List.of());

        static Terms among(Collection<UUID> events) {
            // H2 finds no row by "in (select … unnest(?))"
            return new Terms(
                    "unnest(?) as q (q_id) join event on event.id = q_id",
                    List.of(new Query.Values("uuid", events)),
                    "",
                    List.of());
        }

        static Terms ofTypes(Set<String> types) {
            return new Terms(
                    "unnest(?) as q (q_type) join event on event.type = q_type",
                    List.of(new Query.Values("text", types)),
                    "",
                    List.of());
        }

        Terms and(String condition, Object... more) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(List.of(more));
            return new Terms(from, fromValues, where + " and " + condition, all);
        }

        Terms and(Terms other) {
            List<Object> all = new ArrayList<>(values);
            all.addAll(other.values);
            return new Terms(from, fromValues, where + other.where, all);
        }

        /** Whether every event meets them. */
        boolean isEmpty() {
            return where.isEmpty();
        }

        Query query(Connection connection, String select, String rest) {
            List<Object> all = new ArrayList<>(fromValues);
            all.addAll(values);
            return new Query(
                    connection, "select " + select + " from " + from + " where true" + where + rest, all.toArray());
        }
    }

    /** What names the candidates. */
    private enum By {
        ID,
        CONTACT,
        SUBJECT,
        OPEN,
        UNROUTED,
        TYPE,
        FAMILY,
        RECEIPT
    }

    /** @param next where the next step begins; null if there is no candidate any more */
    private record Step(List<Found> events, @Nullable Cursor next) {}

    /**
     * The newest events, the newest first.
     *
     * @param after the end of the page before; null for the first page
     * @param limit from 1 to {@link #MAX_LIMIT}
     * @return perhaps fewer events than there are, or none, and where to go on
     */
    public Page newest(EventFilter filter, @Nullable Cursor after, int limit) throws SQLException {
        long end = System.nanoTime() + MAX_NANOS;
        Instant until = filter.until() == null ? FOREVER : filter.until();
        return journal.observe(connection -> {
            @Nullable Set<UUID> open = open(connection, filter);
            By indexed = by(filter, open);
            @Nullable Set<String> types = indexed == By.RECEIPT ? types(connection, filter) : null;
            By by = types == null ? indexed : By.FAMILY;
            Terms candidates = types == null ? candidates(filter, by, open) : Terms.ofTypes(types);
            Terms wanted = wanted(filter, by);
            List<Found> found = new ArrayList<>();
            Cursor at = after == null ? new Cursor(until, null) : after;
            do {
                at = by == By.RECEIPT ? onADayThatCounts(connection, filter, at) : at;
                if (at != null) {
                    Step step = back(connection, filter, by, candidates, wanted, at, limit - found.size());
                    found.addAll(step.events());
                    at = step.next();
                }
            } while (at != null && found.size() < limit && System.nanoTime() < end);
            return new Page(withTargets(connection, found), at);
        });
    }

    /**
     * The events that were received after others, the oldest first.
     *
     * @param until the last time of receipt that is meant
     * @return perhaps no events; always where to go on
     */
    public Page following(EventFilter filter, Cursor after, Instant until, int limit) throws SQLException {
        if (until.isBefore(after.receivedAt())) {
            return new Page(List.of(), after);
        }
        return journal.observe(connection -> {
            Terms range = (after.id() == null
                            ? Terms.NONE.and("received_at > ?", after.receivedAt())
                            : Terms.NONE.and(
                                    "received_at >= ? and (received_at > ? or id > ?)",
                                    after.receivedAt(),
                                    after.receivedAt(),
                                    after.id()))
                    .and("received_at <= ?", until);
            Optional<Cursor> last = range.query(connection, "received_at, id", OLDEST_FIRST + "1 offset " + (STEP - 1))
                    .first(EventSearch::cursor);
            if (last.isPresent()) {
                Instant time = last.get().receivedAt();
                range = range.and(
                        "received_at <= ? and (received_at < ? or id <= ?)",
                        time,
                        time,
                        Objects.requireNonNull(last.get().id()));
            }
            List<Found> found = range.and(wanted(filter, By.RECEIPT))
                    .query(connection, columns(), OLDEST_FIRST + limit)
                    .list(EventSearch::found);
            return new Page(
                    withTargets(connection, found),
                    found.size() == limit ? end(found) : last.orElse(new Cursor(until, null)));
        });
    }

    /** All that is known of an event. */
    public Optional<Story> find(UUID id) throws SQLException {
        return journal.observe(connection -> {
            Map<String, List<Attempt>> attempts = new HashMap<>();
            new Query(connection, """
                    select a.destination, a.number, a.at, a.outcome, a.error, a.ms
                    from delivery d join attempt a on a.destination = d.destination and a.event_id = d.event_id
                    where d.event_id = ? order by a.number
                    """, id)
                    .list(row -> attempts.computeIfAbsent(row.getString("destination"), any -> new ArrayList<>())
                            .add(attempt(row)));
            Map<String, EventPast.Change> closed = EventPast.closed(connection, id);
            List<Told> deliveries = new Query(
                            connection, "select * from delivery where event_id = ? order by destination", id)
                    .list(row -> told(
                            row,
                            attempts.getOrDefault(row.getString("destination"), List.of()),
                            closed.get(row.getString("destination"))));
            List<UUID> copies = EventPast.copies(connection, id);
            List<EventPast.Earlier> earlier = EventPast.earlier(connection, id);
            return new Query(connection, "select " + COLUMNS + ", payload, copy_of from event where id = ?", id)
                    .first(row -> new Story(
                            DeliveryQueue.event(row),
                            row.getString("unrouted"),
                            row.getObject("copy_of", UUID.class),
                            copies,
                            deliveries,
                            earlier));
        });
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getInt("number"),
                Objects.requireNonNull(Query.instant(row, "at")),
                row.getString("outcome"),
                row.getString("error"),
                row.getLong("ms"));
    }

    private static Told told(ResultSet row, List<Attempt> attempts, EventPast.@Nullable Change closedBy)
            throws SQLException {
        Target target = target(row);
        return new Told(
                target,
                target.state().equals("waiting") ? Query.instant(row, "next_attempt_at") : null,
                Query.instant(row, "settled_at"),
                row.getString("receipt"),
                row.getString("router_version"),
                row.getString("route_version"),
                List.copyOf(attempts),
                closedBy);
    }

    private static Target target(ResultSet row) throws SQLException {
        return new Target(
                row.getString("destination"),
                row.getString("state"),
                row.getString("waiting_for"),
                row.getString("closed"),
                row.getInt("attempts"),
                row.getString("last_error"));
    }

    /** The events of which a delivery waits or is dead, closed or not; null if no such state is meant, or if it is a frequent one. */
    private static @Nullable Set<UUID> open(Connection connection, EventFilter filter) throws SQLException {
        EventFilter.State state = filter.state();
        if (state == null || !state.isOfDelivery() || state == EventFilter.State.DELIVERED) {
            return null;
        }
        Set<UUID> open = new TreeSet<>();
        List<String> names = filter.destination() != null
                ? List.of(filter.destination())
                : new Query(connection, "select name from destination").list(row -> row.getString("name"));
        for (String name : names) {
            open.addAll(new Query(
                            connection,
                            // the state stands in the text, so that the index of open deliveries is used
                            "select event_id from delivery where destination = ? and state = " + literal(state)
                                    + state.andClosed() + " limit " + (FEW + 1),
                            name)
                    .list(row -> row.getObject("event_id", UUID.class)));
            if (open.size() > FEW) {
                return null;
            }
        }
        return open;
    }

    /** The types of the family, by the counts, if it has few events; else null. */
    private static @Nullable Set<String> types(Connection connection, EventFilter filter) throws SQLException {
        if (filter.family() == null) {
            return null;
        }
        Map<String, Long> kept = new HashMap<>();
        new Query(connection, """
                select type, sum(received - duplicate - pruned) as kept from event_count where family = ? group by type
                """, filter.family()).list(row -> kept.put(row.getString("type"), row.getLong("kept")));
        long all = kept.values().stream().mapToLong(each -> each).sum();
        // what is counted as other has types that the counts do not name
        return all > FEW || kept.containsKey(CountedTypes.OTHER) ? null : kept.keySet();
    }

    private static String literal(EventFilter.State state) {
        return "'" + state.column() + "'";
    }

    private static By by(EventFilter filter, @Nullable Set<UUID> open) {
        if (filter.id() != null) {
            return By.ID;
        } else if (filter.contact() != null) {
            return By.CONTACT;
        } else if (filter.subject() != null) {
            return By.SUBJECT;
        } else if (open != null) {
            return By.OPEN;
        } else if (filter.state() == EventFilter.State.UNROUTED) {
            return By.UNROUTED;
        }
        return filter.type() == null ? By.RECEIPT : By.TYPE;
    }

    private static Terms candidates(EventFilter filter, By by, @Nullable Set<UUID> open) {
        Terms all = Terms.NONE;
        return switch (by) {
            case ID -> all.and("id = ?", Objects.requireNonNull(filter.id()));
            case CONTACT -> all.and("contact = ?", Objects.requireNonNull(filter.contact()));
            case SUBJECT -> all.and("subject = ?", Objects.requireNonNull(filter.subject()));
            case OPEN -> Terms.among(Objects.requireNonNull(open));
            case UNROUTED -> all.and("unrouted is not null");
            case TYPE -> all.and("type = ?", Objects.requireNonNull(filter.type()));
            case FAMILY, RECEIPT -> all;
        };
    }

    /** What the candidates have to be compared with. */
    private static Terms wanted(EventFilter filter, By by) {
        Terms wanted = Terms.NONE;
        wanted = by == By.ID || filter.id() == null ? wanted : wanted.and("id = ?", filter.id());
        wanted = by == By.CONTACT || filter.contact() == null ? wanted : wanted.and("contact = ?", filter.contact());
        wanted = by == By.SUBJECT || filter.subject() == null ? wanted : wanted.and("subject = ?", filter.subject());
        wanted = by == By.TYPE || filter.type() == null ? wanted : wanted.and("type = ?", filter.type());
        wanted = filter.family() == null ? wanted : wanted.and("family = ?", filter.family());
        if (filter.state() == EventFilter.State.UNROUTED && by != By.UNROUTED) {
            wanted = wanted.and("unrouted is not null");
        } else if (filter.state() == EventFilter.State.FILTERED) {
            wanted = wanted.and(
                    "unrouted is null and not exists (select 1 from delivery where delivery.event_id = event.id)");
        }
        return filter.isOfDelivery() ? wanted.and(delivery(filter)) : wanted;
    }

    private static Terms delivery(EventFilter filter) {
        StringBuilder exists = new StringBuilder("exists (select 1 from delivery d where d.event_id = event.id");
        List<Object> values = new ArrayList<>();
        if (filter.destination() != null) {
            exists.append(" and d.destination = ?");
            values.add(filter.destination());
        }
        if (filter.state() != null) {
            // an expression, because a young journal's statistics of the state would mislead PostgreSQL
            exists.append(" and d.state || '' = ")
                    .append(literal(filter.state()))
                    .append(filter.state().andClosed());
        }
        if (filter.receipt() != null) {
            exists.append(" and d.receipt like ? escape '!'");
            values.add("%" + filter.receipt().replaceAll("[!%_]", "!$0") + "%");
        }
        if (filter.version() != null) {
            exists.append(" and (d.router_version like ? or d.route_version like ?)");
            values.add(filter.version() + "%");
            values.add(filter.version() + "%");
        }
        return Terms.NONE.and(exists.append(')').toString(), values.toArray());
    }

    /**
     * Leaves out the days on which nothing of the family came in, by the counts: they are small.
     *
     * @return null if nothing came in before
     */
    private static @Nullable Cursor onADayThatCounts(Connection connection, EventFilter filter, Cursor from)
            throws SQLException {
        boolean filtered = filter.state() == EventFilter.State.FILTERED;
        if (filter.family() == null && !filtered) {
            return from;
        }
        LocalDate day = LocalDate.ofInstant(from.receivedAt(), ZoneOffset.UTC);
        Optional<LocalDate> last = new Query(
                        connection,
                        "select max(\"day\") as last_day from event_count where \"day\" <= ?"
                                + " and family = coalesce(cast(? as varchar), family) and "
                                + (filtered ? "filtered" : "received") + " > 0",
                        day,
                        filter.family())
                .only(row -> Optional.ofNullable(row.getObject("last_day", LocalDate.class)));
        if (last.isEmpty()) {
            return null;
        }
        return last.get().equals(day)
                ? from
                : new Cursor(last.get().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), null);
    }

    private Step back(
            Connection connection, EventFilter filter, By by, Terms candidates, Terms wanted, Cursor from, int limit)
            throws SQLException {
        Terms range = candidates.and(before(from));
        range = filter.since() == null ? range : range.and("received_at >= ?", filter.since());
        Instant low = by == By.RECEIPT && !journal.dialect().shared()
                ? lookBack(connection, filter, from, Math.max(limit, STEP))
                : null;
        range = low == null ? range : range.and("received_at >= ?", low);
        Cursor last = low == null ? null : new Cursor(low, null);
        if (!wanted.isEmpty()) {
            Optional<Cursor> step = range.query(connection, "received_at, id", NEWEST_FIRST + "1 offset " + (STEP - 1))
                    .first(EventSearch::cursor);
            if (step.isPresent()) {
                last = step.get();
                range = range.and(
                        "received_at >= ? and (received_at > ? or id >= ?)",
                        last.receivedAt(),
                        last.receivedAt(),
                        Objects.requireNonNull(last.id()));
            }
        }
        List<Found> found = range.and(wanted)
                .query(connection, columns(), NEWEST_FIRST + limit)
                .list(EventSearch::found);
        return new Step(found, found.size() == limit ? end(found) : last);
    }

    private static Terms before(Cursor from) {
        return from.id() == null
                ? Terms.NONE.and("received_at < ?", from.receivedAt())
                : Terms.NONE.and(
                        "received_at <= ? and (received_at < ? or id < ?)",
                        from.receivedAt(),
                        from.receivedAt(),
                        from.id());
    }

    /**
     * H2 reads an index only upwards: of "order by received_at desc" it would sort every event.
     *
     * @return a time since which there are enough events; null if all are needed
     */
    private static @Nullable Instant lookBack(Connection connection, EventFilter filter, Cursor from, int enough)
            throws SQLException {
        Instant newest = new Query(connection, "select max(received_at) as newest from event")
                .only(row -> Optional.ofNullable(Query.instant(row, "newest")))
                .orElse(Instant.EPOCH);
        Instant high = from.receivedAt().isBefore(newest) ? from.receivedAt() : newest;
        for (Duration look = FIRST_LOOK; look.compareTo(LONGEST_LOOK) < 0; look = look.multipliedBy(10)) {
            Instant low = high.minus(look);
            if (filter.since() != null && low.isBefore(filter.since())) {
                return null;
            }
            long there = new Query(
                            connection,
                            "select count(*) from (select 1 as one from event where received_at >= ? and received_at <= ? limit "
                                    + enough + ") as there",
                            low,
                            high)
                    .number();
            if (there >= enough) {
                return low;
            }
        }
        return null;
    }

    private String columns() {
        return COLUMNS + ", case when " + journal.dialect().size("payload") + " <= " + MAX_PAYLOAD
                + " then payload else '' end as payload";
    }

    private static Found found(ResultSet row) throws SQLException {
        return new Found(DeliveryQueue.event(row), row.getString("unrouted"), List.of());
    }

    private static Cursor cursor(ResultSet row) throws SQLException {
        return new Cursor(Objects.requireNonNull(Query.instant(row, "received_at")), row.getObject("id", UUID.class));
    }

    private static Cursor end(List<Found> page) {
        Event last = page.get(page.size() - 1).event();
        return new Cursor(last.receivedAt(), last.id());
    }

    private static List<Found> withTargets(Connection connection, List<Found> events) throws SQLException {
        if (events.isEmpty()) {
            return events;
        }
        Map<UUID, List<Target>> targets = new HashMap<>();
        new Query(
                        connection,
                        "select event_id, destination, state, waiting_for, closed, attempts, last_error"
                                + " from unnest(?) as q (q_id) join delivery on event_id = q_id order by destination",
                        new Query.Values(
                                "uuid",
                                events.stream().map(each -> each.event().id()).toList()))
                .list(row -> targets.computeIfAbsent(row.getObject("event_id", UUID.class), id -> new ArrayList<>())
                        .add(target(row)));
        return events.stream()
                .map(each -> new Found(
                        each.event(),
                        each.unrouted(),
                        targets.getOrDefault(each.event().id(), List.of())))
                .toList();
    }
}
