package dev.serai.reload;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serai.event.RoutingDecision;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How two routers differ over the same events.
 *
 * @param events number of events that both were asked about
 * @param rows the differences, the most frequent first
 */
public record Comparison(int events, List<Row> rows) {
    static final String UNDECIDED = "undecided";

    /**
     * Events of one type that go elsewhere in the same way.
     *
     * @param before where they went: destinations, "nowhere", or "undecided"
     * @param after where they go
     * @param count number of events
     */
    public record Row(String type, String before, String after, int count) {
        @Override
        public String toString() {
            return type + ": " + before + " → " + after + " (" + count + ")";
        }
    }

    /** Number of events that go elsewhere. */
    @JsonProperty
    public int differ() {
        return rows.stream().mapToInt(Row::count).sum();
    }

    @Override
    public String toString() {
        return differ() + " of " + events + " differ" + (rows.isEmpty() ? "" : ": ")
                + rows.stream().map(Row::toString).collect(Collectors.joining(", "));
    }

    /** Counts differences. */
    static final class Counter {
        private final Map<List<String>, Integer> counts = new TreeMap<>(Comparator.comparing(String::valueOf));
        private int events;

        void add(String type, String before, String after) {
            events++;
            if (!before.equals(after)) {
                counts.merge(List.of(type, before, after), 1, Integer::sum);
            }
        }

        Comparison result() {
            return new Comparison(
                    events,
                    counts.entrySet().stream()
                            .map(each -> new Row(
                                    each.getKey().get(0),
                                    each.getKey().get(1),
                                    each.getKey().get(2),
                                    each.getValue()))
                            .sorted(Comparator.comparingInt(Row::count).reversed())
                            .toList());
        }
    }

    /** A decision in words. */
    static String words(RoutingDecision decision) {
        return decision.unrouted() != null ? UNDECIDED : words(decision.destinations());
    }

    /** Destinations in words. */
    static String words(Set<String> destinations) {
        return destinations.isEmpty() ? "nowhere" : String.join(", ", new TreeSet<>(destinations));
    }
}
