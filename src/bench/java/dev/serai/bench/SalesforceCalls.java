package dev.serai.bench;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The calls of Salesforce that a day's events cost as shipped: {@code docs/salesforce.md} says which call does what. Bounces
 * and opt-outs are two destinations, {@code concurrency: 2}, {@code linger: 30s}, batches of 200.
 */
final class SalesforceCalls {
    /** Find Contacts, find Leads, upsert, mark. */
    private static final long PER_BATCH = 4;

    private static final long BATCH = 200;
    private static final long BATCHES_A_DAY = 2 * 24 * 60 * 2;
    private static final long HUNDRED = 100;
    /** The bounces, and the opt-outs, of a hundred events. */
    private static final List<Long> SHARES = List.of(of("salesforce-bounces"), of("salesforce-optouts"));

    private SalesforceCalls() {}

    private static long of(String destination) {
        return LongStream.range(0, HUNDRED)
                .filter(n -> List.of(Mix.destinations(Mix.DAY.type(n))).contains(destination))
                .count();
    }

    /** The least: all come with a few mailings. */
    static long inFullBatches(long eventsADay) {
        return SHARES.stream()
                .mapToLong(share -> PER_BATCH * full(share * eventsADay / HUNDRED))
                .sum();
    }

    /** The most: never is a batch full before its time is over. */
    static long spreadEvenly(long eventsADay) {
        return SHARES.stream()
                .map(share -> share * eventsADay / HUNDRED)
                .mapToLong(events -> PER_BATCH * Math.min(events, Math.max(BATCHES_A_DAY, full(events))))
                .sum();
    }

    private static long full(long events) {
        return -Math.floorDiv(-events, BATCH);
    }
}
