package dev.serai.salesforce;

import dev.serai.outbox.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many of the day's calls an org has left, and who may still make one. Every answer tells
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm">Limit Info
 * Header</a>); as long as none has told, everybody may.
 */
final class Budget {
    static final String HEADER = "Sforce-Limit-Info";

    /** The day rolls, and others call too: what was heard that long ago is no reason to refuse a call. */
    private static final Duration STALE_AFTER = Duration.ofMinutes(10);

    private static final int MAX_LENGTH = 1_000;
    private static final Pattern USAGE =
            Pattern.compile("(?:^|[;,\\s])api-usage\\s*=\\s*(\\d{1,18})/(\\d{1,18})(?=[;,\\s]|$)");

    private final String org;
    private final BudgetThresholds reserve;
    private final Clock clock;
    private final Object asking = new Object();
    private volatile @Nullable Usage known;

    /** @param most more than 0 */
    private record Usage(long used, long most, Instant at) {
        double remaining() {
            return Math.max(0, most - used) / (double) most;
        }

        long percent() {
            return (long) (100.0 * used / most);
        }
    }

    Budget(String org, BudgetThresholds reserve, Clock clock) {
        this.org = org;
        this.reserve = reserve;
        this.clock = clock;
    }

    /** @param limitInfo as an answer has it, such as {@code api-usage=18/5000}; what cannot be read says nothing */
    void onLimitInfo(@Nullable String limitInfo) {
        Matcher usage = USAGE.matcher(limitInfo == null || limitInfo.length() > MAX_LENGTH ? "" : limitInfo);
        if (usage.find() && Long.parseLong(usage.group(2)) > 0) {
            known = new Usage(Long.parseLong(usage.group(1)), Long.parseLong(usage.group(2)), clock.instant());
        }
    }

    /** The share of the day's calls that is left, from 0 to 1; not a number as long as no answer has told. */
    double remaining() {
        Usage usage = known;
        return usage == null ? Double.NaN : usage.remaining();
    }

    /** Whether an answer has told of calls that are for every destination: then one more for Serai itself takes none from anybody. */
    boolean isAmple() {
        Usage usage = known;
        return usage != null && usage.remaining() >= Math.max(reserve.reserveBelow(), reserve.stopBelow());
    }

    /**
     * @param ask makes one cheap call. It is made before a call is refused for what was heard too long ago
     * @throws UnavailableException if the destination may not call
     */
    void check(String destination, Callable<?> ask) throws Exception {
        if (refusal(destination) != null) {
            refresh(ask);
            String refusal = refusal(destination);
            if (refusal != null) {
                throw new UnavailableException(refusal);
            }
        }
    }

    private @Nullable String refusal(String destination) {
        Usage usage = known;
        if (usage == null || usage.remaining() >= Math.max(reserve.reserveBelow(), reserve.stopBelow())) {
            return null;
        }
        String used = org + ": " + usage.percent() + "% of the day's calls are used, ";
        if (usage.remaining() < reserve.stopBelow() || reserve.priority().isEmpty()) {
            return used + "the rest is left to others";
        }
        return reserve.priority().contains(destination)
                ? null
                : used + "the rest is kept for " + String.join(", ", reserve.priority());
    }

    /** One asks, and those who come meanwhile wait for what it hears. */
    private void refresh(Callable<?> ask) throws Exception {
        synchronized (asking) {
            Usage before = known;
            if (before != null && !before.at().plus(STALE_AFTER).isAfter(clock.instant())) {
                ask.call();
                if (before.equals(known)) {
                    known = null;
                }
            }
        }
    }
}
