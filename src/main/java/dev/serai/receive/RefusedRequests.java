package dev.serai.receive;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process has refused since its start, by family, status and reason. Nothing a caller sends becomes a key, so that
 * no caller makes it grow; of the callers it keeps only the last address of each kind.
 */
public final class RefusedRequests {
    /** More than families times reasons. */
    private static final int MAX_KINDS = 500;

    private static final String OTHERS = "others";

    private final Clock clock;
    private final Instant since;
    private final Map<Kind, Counted> counts = new ConcurrentHashMap<>();

    private record Kind(String family, int status, String reason) {}

    /** @param lastAddress of the caller, or of the proxy in front */
    private record Counted(long count, Instant first, Instant last, String lastAddress) {
        Counted and(Counted next) {
            return new Counted(count + next.count, first, next.last, next.lastAddress);
        }
    }

    /**
     * The refusals of one kind.
     *
     * @param family unknown if the path is of none, none if the connection was closed before a request
     * @param status of the answer; 0 if the connection was closed without one
     * @param lastAddress of the caller, or of the proxy in front
     */
    public record Refused(
            String family, int status, String reason, long count, Instant first, Instant last, String lastAddress) {}

    public RefusedRequests(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    void add(String family, int status, String reason, String address) {
        Kind kind = new Kind(family, status, reason);
        if (counts.size() >= MAX_KINDS && !counts.containsKey(kind)) {
            kind = new Kind(OTHERS, 0, OTHERS);
        }
        Instant now = clock.instant();
        counts.merge(kind, new Counted(1, now, now, address), Counted::and);
    }

    /** When this process began to count. */
    public Instant since() {
        return since;
    }

    /** Each kind, the one that happened last first. */
    public List<Refused> all() {
        return counts.entrySet().stream()
                .map(each -> refused(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing(Refused::last)
                        .reversed()
                        .thenComparing(Refused::family)
                        .thenComparing(Refused::status)
                        .thenComparing(Refused::reason))
                .toList();
    }

    private static Refused refused(Kind kind, Counted counted) {
        return new Refused(
                kind.family(),
                kind.status(),
                kind.reason(),
                counted.count(),
                counted.first(),
                counted.last(),
                counted.lastAddress());
    }
}
