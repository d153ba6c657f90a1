package dev.serai.operate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the failed logins of each address, so that guessing is slow: at most {@link #MAX} in a minute. */
public final class FailedLogins {
    /** Failures of one address in {@link #WINDOW}. */
    public static final int MAX = 10;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 1_000;

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private record Failures(Instant since, int count) {}

    public FailedLogins(Clock clock) {
        this.clock = clock;
    }

    /** Counts one failure. @return whether the address has more than {@link #MAX} now */
    public synchronized boolean count(String address) {
        Failures before = current(address);
        Failures counted = new Failures(before.since(), before.count() + 1);
        failures.put(address, counted);
        return counted.count() > MAX;
    }

    /** Whether the address has used up its failures. */
    public synchronized boolean isOver(String address) {
        return current(address).count() >= MAX;
    }

    private Failures current(String address) {
        Instant now = clock.instant();
        Failures before = failures.get(address);
        return before == null || before.since().plus(WINDOW).isBefore(now) ? new Failures(now, 0) : before;
    }
}
