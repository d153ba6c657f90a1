package dev.serai.simulator.conformance;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of the kit. Each event has its id inside, so that the owner of a receiver finds them all.
 *
 * @param id eight hexadecimal digits
 */
record Run(String id, Clock clock, AtomicInteger number) {
    /** Of the mailings that all events of Campaign belong to, so that a receiver can keep them apart. */
    static final long MAILING = 999_000_000_002L;

    static Run start(Clock clock) {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return new Run(HexFormat.of().formatHex(random), clock, new AtomicInteger());
    }

    Instant now() {
        return clock.instant();
    }

    /** A number that no other event of this run has. */
    int next() {
        return number.incrementAndGet();
    }

    /** Such as {@code conformance-3f9a1b2c-17}. */
    String name(int number) {
        return "conformance-" + id + "-" + number;
    }

    String address(int number) {
        return name(number) + "@example.test";
    }

    /** A UUID that begins with the id of the run. */
    String uuid(int number) {
        return String.format(Locale.ROOT, "%s-0000-4000-8000-%012x", id, number);
    }
}
