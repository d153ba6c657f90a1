package dev.serai.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.Json;
import dev.serai.optimizely.CampaignJoin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Matches records of Campaign with events that arrived. It keeps the records, and of the events only the times of those that
 * have the key of a record.
 *
 * <p>Where keys come with a time, an event near to the record is enough. Else events are counted: of n records and m events
 * with the same key, n − m are missing, those farthest in time from the events.
 */
final class Matching {
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, List<Candidate>> byKey = new HashMap<>();
    private final Times arrived = new Times();

    /** Times of events by their keys. */
    final class Times {
        private final Map<String, List<Instant>> times = new HashMap<>();

        /** Adds an event, if a record has one of its keys. */
        void add(Event event) {
            Instant time = event.occurredAt();
            if (time != null) {
                keys(event).stream().filter(key -> byKey.containsKey(key.key())).forEach(key -> add(key.key(), time));
            }
        }

        void add(String key, Instant time) {
            times.computeIfAbsent(key, any -> new ArrayList<>(1)).add(time);
        }

        void addAll(Map<String, List<Instant>> more) {
            more.forEach((key, each) -> each.forEach(time -> add(key, time)));
        }

        private List<Instant> of(String key) {
            return times.getOrDefault(key, List.of());
        }
    }

    private static List<JoinKey> keys(Event event) {
        try {
            return CampaignJoin.keys(event, Json.payload(event.payload()));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    void add(Candidate candidate) {
        candidates.add(candidate);
        candidate.keys().forEach(key -> byKey.computeIfAbsent(key.key(), any -> new ArrayList<>(1))
                .add(candidate));
    }

    int size() {
        return candidates.size();
    }

    /** The records of the period. */
    List<Candidate> judged() {
        return candidates.stream().filter(Candidate::judged).toList();
    }

    /** Adds an event that arrived. */
    void arrived(Event event) {
        arrived.add(event);
    }

    /** Times that are to be taken into account only once. */
    Times times() {
        return new Times();
    }

    /** The records of the period whose events are missing, in their order. */
    Set<Candidate> missing(Times more) {
        return missing(candidates, more);
    }

    /**
     * Those among some records whose events are missing.
     *
     * @param more events that arrived beside those that were added
     */
    Set<Candidate> missing(Collection<Candidate> among, Times more) {
        Set<Candidate> missing = new LinkedHashSet<>();
        Set<String> counted = new HashSet<>();
        Set<Candidate> wanted = new HashSet<>(among);
        for (Candidate each : among) {
            JoinKey first = each.keys().get(0);
            if (first.within() == null) {
                if (counted.add(first.key())) {
                    farthest(first.key(), more).stream()
                            .filter(wanted::contains)
                            .filter(Candidate::judged)
                            .forEach(missing::add);
                }
            } else if (each.judged() && each.keys().stream().noneMatch(key -> hasNear(key, each, more))) {
                missing.add(each);
            }
        }
        return missing;
    }

    private boolean hasNear(JoinKey key, Candidate candidate, Times more) {
        Instant created = candidate.entry().created();
        return arrived.of(key.key()).stream().anyMatch(time -> key.joins(created, time))
                || more.of(key.key()).stream().anyMatch(time -> key.joins(created, time));
    }

    /** An event that arrived, and the record that it may be of. */
    private record Pair(int event, Candidate candidate, Duration apart) {}

    /** The records of a key that are left when each event has taken the nearest one. */
    private Set<Candidate> farthest(String key, Times more) {
        Set<Candidate> left = new LinkedHashSet<>(byKey.getOrDefault(key, List.of()));
        List<Instant> events = new ArrayList<>(arrived.of(key));
        events.addAll(more.of(key));
        if (events.size() >= left.size()) {
            return Set.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            for (Candidate each : left) {
                pairs.add(new Pair(
                        i,
                        each,
                        Duration.between(each.entry().created(), events.get(i)).abs()));
            }
        }
        pairs.sort(Comparator.comparing(Pair::apart));
        Set<Integer> taken = new HashSet<>();
        for (Pair pair : pairs) {
            if (!taken.contains(pair.event()) && left.contains(pair.candidate())) {
                taken.add(pair.event());
                left.remove(pair.candidate());
            }
        }
        return left;
    }
}
