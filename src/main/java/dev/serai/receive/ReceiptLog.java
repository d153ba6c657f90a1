package dev.serai.receive;

import dev.serai.journal.Kept;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one line and the counters of a receipt. Neither holds anything that came in but the family and sizes.
 *
 * @param secret which of the sender's secrets matched, from 1; 0 for an open sender
 * @param since {@link System#nanoTime()} when the head was there
 */
record ReceiptLog(String family, int secret, long since, MeterRegistry metrics) {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");

    void kept(Kept kept, long bytes) {
        long nanos = System.nanoTime() - since;
        metrics.timer("serai.receipts", "family", family, "status", "200").record(nanos, TimeUnit.NANOSECONDS);
        count("new", kept.fresh());
        count("duplicate", kept.duplicate());
        count("quarantined", kept.quarantined());
        log.info(
                "family={} status=200 received={} new={} duplicate={} quarantined={} secret={} bytes={} ms={}",
                family,
                kept.received(),
                kept.fresh(),
                kept.duplicate(),
                kept.quarantined(),
                secret,
                bytes,
                nanos / 1_000_000);
    }

    private void count(String result, int events) {
        if (events > 0) {
            metrics.counter("serai.events", "family", family, "result", result).increment(events);
        }
    }

    void refused(int status, long bytes, @Nullable Throwable failure) {
        long nanos = System.nanoTime() - since;
        metrics.timer("serai.receipts", "family", family, "status", Integer.toString(status))
                .record(nanos, TimeUnit.NANOSECONDS);
        log.warn(
                "family={} status={} secret={} bytes={} ms={} error={}",
                family,
                status,
                secret,
                bytes,
                nanos / 1_000_000,
                failure == null ? "none" : failure.getClass().getSimpleName());
    }
}
