package dev.serai.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves when it is told to. */
public final class MovingClock extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private volatile Runnable afterLook = () -> {};

    public synchronized void move(Duration by) {
        now = now.plus(by);
    }

    /** What happens each time when somebody has looked at it, and does not know yet what it said. */
    public void afterEachLook(Runnable what) {
        afterLook = what;
    }

    @Override
    public Instant instant() {
        Instant seen = now;
        afterLook.run();
        return seen;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
