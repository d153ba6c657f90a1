package dev.serai.journal;

import dev.serai.event.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds stored events for people.
 *
 * <p>The first property of the filter that few events have names the candidates, by an index; else the candidates are all events
 * in the order of their receipt. The candidates are read step by step and compared with the rest of the filter. A search ends
 * after a tenth of a second, also if it has found less than was asked for: the page then says where to go on. So no question
 * takes long, however many events there are.
 */
public final class EventSearch {
    /** Events of a page. */
    public static final int MAX_LIMIT = 500;

    /** A search begins no new step after this time. */
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Candidates of a step if each has to be compared with its deliveries: about 15 ms. */
    private static final int STEP = 2_000;

    /** Candidates of a step if the event itself tells: about 20 ms. */
    private static final int LONG_STEP = 20_000;

    /** So many open deliveries are named by their index in 10 ms. */
    private static final int FEW_OPEN = 10_000;

    /**
     * So many events or deliveries are few for an index of ranges of pages. Each range that may have one is read, which takes
     * 0.1 ms (PostgreSQL 15). What more have is frequent enough to be met among the newest events.
     */
    private static final int FEW = 1_000;

    /** The id of a record, as the indexed part of a receipt has it. */
    private static final Pattern RECORD_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");

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
     * @param erasedAt when all that names a person was erased; null if it was not
     * @param copyOf the event of which it is a corrected copy
     * @param copies its own corrected copies, the oldest first
     * @param earlier what had become of deliveries before they were replayed or moved, the oldest first
     */
    public record Story(
            Event event,
            @Nullable String unrouted,
            @Nullable Instant erasedAt,
            @Nullable UUID copyOf,
            List<UUID> copies,
            List<Told> deliveries,
            List<EventPast.Earlier> earlier) {
        /** Why the payload is kept no more; null if it is kept. */
        public @Nullable String payloadGone() {
            if (erasedAt != null) {
                return "erased at " + erasedAt.truncatedTo(ChronoUnit.SECONDS) + " (serai erase)";
            }
            return event.payload().isEmpty() ? "kept no more (journal.keep-payload)" : null;
        }
    }

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
        return searching(connection -> {
            Set<UUID> few = few(connection, filter);
            Terms candidates = few == null ? Terms.NONE : Terms.among(few);
            Terms wanted = wanted(filter);
            List<Found> found = new ArrayList<>();
            Cursor at = after == null ? new Cursor(until, null) : after;
            do {
                at = few == null ? onADayThatCounts(connection, filter, at) : at;
                if (at != null) {
                    Step step = back(connection, filter, few == null, candidates, wanted, at, limit - found.size());
                    found.addAll(step.events());
                    at = step.next();
                }
            } while (at != null && found.size() < limit && System.nanoTime() < end);
            return new Page(withTargets(connection, found), at);
        });
    }

    private Page searching(Journal.Work<Page> search) throws SQLException {
        return journal.observe(connection -> {
            set(connection, journal.dialect().searchSettings());
            return search.run(connection);
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
        return searching(connection -> {
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
            List<Found> found = range.and(wanted(filter))
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
            return new Query(
                            connection,
                            "select " + COLUMNS + ", payload, copy_of, erased_at from event where id = ?",
                            id)
                    .first(row -> new Story(
                            DeliveryQueue.event(row),
                            row.getString("unrouted"),
                            Query.instant(row, "erased_at"),
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

    /** The events that have a property of the filter that few events have; null if it has no such property. */
    private @Nullable Set<UUID> few(Connection connection, EventFilter filter) throws SQLException {
        if (filter.id() != null) {
            return Set.of(filter.id());
        }
        Set<UUID> few = first(connection, open(connection, filter));
        if (few == null) {
            set(connection, journal.dialect().rangeSettings());
            few = first(connection, ranges(connection, filter));
            set(connection, journal.dialect().searchSettings());
        }
        return few;
    }

    private static @Nullable Set<UUID> first(Connection connection, List<Index> indexes) throws SQLException {
        Set<UUID> few = null;
        for (Index each : indexes) {
            few = few == null ? each.few(connection) : few;
        }
        return few;
    }

    private static void set(Connection connection, @Nullable String settings) throws SQLException {
        if (settings != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(settings);
            }
        }
    }

    /**
     * An index that names events.
     *
     * @param select the ids
     * @param few how many ids are few for it
     * @param values for the parameters of the statement, each for a statement of its own; null if it has none
     */
    private record Index(String select, int few, @Nullable Collection<String> values) {
        @Nullable
        Set<UUID> few(Connection connection) throws SQLException {
            Set<UUID> found = new TreeSet<>();
            for (Object[] value : bindings()) {
                found.addAll(new Query(connection, select + " limit " + (few + 1), value)
                        .list(row -> row.getObject(1, UUID.class)));
                if (found.size() > few) {
                    return null;
                }
            }
            return found;
        }

        private List<Object[]> bindings() {
            return values == null
                    ? List.<Object[]>of(new Object[0])
                    : values.stream()
                            .map(value -> select.chars()
                                    .filter(each -> each == '?')
                                    .mapToObj(each -> (Object) value)
                                    .toArray())
                            .toList();
        }
    }

    /** What has not reached its end is few as a rule, and has an index in the order of its parts. */
    private static List<Index> open(Connection connection, EventFilter filter) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        EventFilter.State state = filter.state();
        if (state == EventFilter.State.UNROUTED) {
            indexes.add(new Index("select id from event where unrouted is not null", FEW_OPEN, null));
        } else if (state != null && state.isOfDelivery() && state != EventFilter.State.DELIVERED) {
            List<String> names = filter.destination() != null
                    ? List.of(filter.destination())
                    : new Query(connection, "select name from destination").list(row -> row.getString("name"));
            // the state stands in the text, so that the index of open deliveries is used
            indexes.add(new Index(
                    "select event_id from delivery where state = " + literal(state) + state.andClosed()
                            + " and destination = ?",
                    FEW_OPEN,
                    names));
        }
        return indexes;
    }

    /** The indexes of ranges of pages; of records too, which costs as little. H2 has usual ones instead. */
    private List<Index> ranges(Connection connection, EventFilter filter) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        boolean deliveries = journal.dialect().indexesDeliveries();
        String receipt = filter.receipt();
        if (deliveries && receipt != null && RECORD_ID.matcher(receipt).matches()) {
            Index named = new Index(
                    "select event_id from delivery where receipt like '%\"id\":%'"
                            + " and string_to_array(receipt, '\"') @> array[cast(? as text)]",
                    FEW, List.of(receipt));
            Set<UUID> found = named.few(connection);
            if (found == null || !found.isEmpty()) {
                // else it may be a part of an id
                indexes.add(named);
            }
        }
        add(indexes, filter.contact(), "select id from event where contact = ?");
        add(indexes, filter.subject(), "select id from event where subject = ?");
        add(indexes, filter.type(), "select id from event where type = ?");
        Set<String> types = types(connection, filter);
        if (types != null) {
            indexes.add(new Index("select id from event where type = ?", FEW, types));
        }
        if (deliveries) {
            add(indexes, filter.destination(), "select event_id from delivery where destination = ?");
            addVersions(connection, indexes, filter.version());
        }
        return indexes;
    }

    private static void add(List<Index> indexes, @Nullable String value, String select) {
        if (value != null) {
            indexes.add(new Index(select, FEW, List.of(value)));
        }
    }

    /** A version is asked for by its first digits, and the index knows whole ones. */
    private static void addVersions(Connection connection, List<Index> indexes, @Nullable String version)
            throws SQLException {
        if (version != null) {
            List<String> whole = new Query(
                            connection, "select hash from route_version where hash like ?", version + "%")
                    .list(row -> row.getString("hash"));
            if (!whole.isEmpty()) {
                indexes.add(new Index(
                        "select event_id from delivery where router_version = ? or route_version = ?", FEW, whole));
            }
        }
    }

    /** The types of the family, by the counts, if it has few events; else null. */
    private static @Nullable Set<String> types(Connection connection, EventFilter filter) throws SQLException {
        if (filter.family() == null || filter.type() != null) {
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

    /** What the candidates have to be compared with. */
    private static Terms wanted(EventFilter filter) {
        Terms wanted = Terms.NONE;
        wanted = filter.id() == null ? wanted : wanted.and("id = ?", filter.id());
        wanted = filter.contact() == null ? wanted : wanted.and("contact = ?", filter.contact());
        wanted = filter.subject() == null ? wanted : wanted.and("subject = ?", filter.subject());
        wanted = filter.type() == null ? wanted : wanted.and("type = ?", filter.type());
        wanted = filter.family() == null ? wanted : wanted.and("family = ?", filter.family());
        if (filter.state() == EventFilter.State.UNROUTED) {
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
     * Leaves out the days on which nothing of the family or type came in, by the counts: they are small.
     *
     * @return null if nothing came in before
     */
    private static @Nullable Cursor onADayThatCounts(Connection connection, EventFilter filter, Cursor from)
            throws SQLException {
        boolean filtered = filter.state() == EventFilter.State.FILTERED;
        if (filter.family() == null && filter.type() == null && !filtered) {
            return from;
        }
        LocalDate day = LocalDate.ofInstant(from.receivedAt(), ZoneOffset.UTC);
        Optional<LocalDate> last = new Query(
                        connection,
                        "select max(\"day\") as last_day from (select \"day\" from event_count where \"day\" <= ?"
                                + " and family = coalesce(cast(? as varchar), family)"
                                + " and type in (coalesce(cast(? as varchar), type), ?) group by \"day\" having sum("
                                + (filtered ? "filtered" : "received - duplicate - pruned") + ") > 0) as days",
                        day,
                        filter.family(),
                        filter.type(),
                        CountedTypes.OTHER)
                .only(row -> Optional.ofNullable(row.getObject("last_day", LocalDate.class)));
        if (last.isEmpty()) {
            return null;
        }
        return last.get().equals(day)
                ? from
                : new Cursor(last.get().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), null);
    }

    private Step back(
            Connection connection,
            EventFilter filter,
            boolean all,
            Terms candidates,
            Terms wanted,
            Cursor from,
            int limit)
            throws SQLException {
        Terms range = candidates.and(before(from));
        range = filter.since() == null ? range : range.and("received_at >= ?", filter.since());
        int size = filter.isOfDelivery() || filter.state() == EventFilter.State.FILTERED ? STEP : LONG_STEP;
        Instant low =
                all && !journal.dialect().shared() ? lookBack(connection, filter, from, Math.max(limit, size)) : null;
        range = low == null ? range : range.and("received_at >= ?", low);
        Cursor last = low == null ? null : new Cursor(low, null);
        if (!wanted.isEmpty()) {
            Optional<Cursor> step = range.query(connection, "received_at, id", NEWEST_FIRST + "1 offset " + (size - 1))
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
