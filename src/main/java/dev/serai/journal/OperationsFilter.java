package dev.serai.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries an operator means.
 *
 * @param ids of events; empty for all
 * @param destination null for all
 * @param since when the event was received; null for any time
 * @param until when the event was received, this time excluded; null for any time
 * @param type of the event; null for all
 * @param error a part of the error, as {@link DeadReason} writes it; null for all
 * @param version the begin of the version of the router or of the destination; null for all
 */
public record OperationsFilter(
        Set<UUID> ids,
        @Nullable String destination,
        State state,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String type,
        @Nullable String error,
        @Nullable String version) {
    /** At most so many ids at once: H2 compares each delivery with each id. */
    public static final int MAX_IDS = 500;

    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{8,64}");

    /** @throws IllegalArgumentException if it cannot be used; the message says why */
    public OperationsFilter {
        ids = Set.copyOf(ids);
        if (ids.size() > MAX_IDS) {
            throw new IllegalArgumentException("ids are " + ids.size() + ", but at most " + MAX_IDS + " at once");
        }
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("version must be 8 to 64 hexadecimal digits");
        }
        if (state == State.DELIVERED && ids.isEmpty() && since == null) {
            throw new IllegalArgumentException("delivered deliveries need ids or since: there is no index of all");
        }
        if (ids.isEmpty() && destination == null) {
            throw new IllegalArgumentException("a destination or ids must be given");
        }
    }

    /** The same deliveries in another state. */
    public OperationsFilter with(State other) {
        return new OperationsFilter(ids, destination, other, since, until, type, error, version);
    }

    /** Which state the deliveries are in. */
    public enum State {
        DEAD("d.state = 'dead' and d.closed is null", true),
        CANCELLED("d.state = 'dead' and d.closed = 'cancelled'", true),
        DISCARDED("d.state = 'dead' and d.closed = 'discarded'", true),
        DELIVERED("d.state = 'delivered'", true),
        /** All that wait: for an attempt, and for their person. */
        WAITING_ALL("d.state = 'waiting'", false),
        /** Deliveries that wait for an attempt. */
        WAITING("d.state = 'waiting' and d.waiting_for is distinct from 'person'", false),
        /** Deliveries that are done but for their person. */
        UNMATCHED("d.state = 'waiting' and d.waiting_for = 'person'", false);

        private final String condition;
        private final boolean settled;

        State(String condition, boolean settled) {
            this.condition = condition;
            this.settled = settled;
        }

        /** The column by which they are read: the one that an index has. */
        String order() {
            return this == DELIVERED ? "e.received_at" : "d.next_attempt_at";
        }

        @Override
        public String toString() {
            return this == WAITING_ALL ? "waiting" : name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if no state is called so */
        public static State of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** SQL with the values of its {@code ?}. */
    record Condition(String sql, List<Object> values) {}

    /** @param begun what has come into the state since then is not meant, or a change would meet its own work */
    Condition condition(String of, Instant begun) {
        StringBuilder sql = new StringBuilder("d.destination = ? and " + state.condition);
        List<Object> values = new ArrayList<>(List.of(of));
        if (state == State.DELIVERED || state == State.CANCELLED || state == State.DISCARDED) {
            // an event that has lost its payload cannot be sent again
            sql.append(" and e.payload <> ''");
        }
        if (!ids.isEmpty()) {
            add(sql, values, "d.event_id = any(?)", new Query.Values("uuid", ids));
        }
        add(sql, values, state.settled ? "(d.settled_at is null or d.settled_at <= ?)" : "e.received_at <= ?", begun);
        if (since != null) {
            add(sql, values, "e.received_at >= ?", since);
        }
        if (until != null) {
            add(sql, values, "e.received_at < ?", until);
        }
        if (type != null) {
            add(sql, values, "e.type = ?", type);
        }
        if (version != null) {
            add(sql, values, "(d.route_version like ? or d.router_version like ?)", version + "%");
            values.add(version + "%");
        }
        return new Condition(sql.toString(), values);
    }

    private static void add(StringBuilder sql, List<Object> values, String more, Object value) {
        sql.append(" and ").append(more);
        values.add(value);
    }

    boolean hasError(@Nullable String stored) {
        return error == null || DeadReason.of(stored).toLowerCase(Locale.ROOT).contains(error.toLowerCase(Locale.ROOT));
    }

    /** As the audit shows it: only what was given. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        if (destination != null) {
            shown.put("destination", destination);
        }
        shown.put("state", state.toString());
        if (!ids.isEmpty()) {
            shown.put(
                    "ids",
                    ids.size() <= 10
                            ? new TreeSet<>(ids.stream().map(UUID::toString).toList())
                            : ids.size());
        }
        put(shown, "since", since);
        put(shown, "until", until);
        put(shown, "type", type);
        put(shown, "error", error);
        put(shown, "version", version);
        return shown;
    }

    private static void put(Map<String, Object> shown, String name, @Nullable Object value) {
        if (value != null) {
            shown.put(name, value.toString());
        }
    }
}
