package dev.serai.receive;

import dev.serai.journal.CommitResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one line and the counters of a receipt, and what counts a refusal. Neither holds anything that came in but the
 * family, the address and sizes.
 *
 * @param secret which of the sender's secrets matched, from 1; 0 for an open sender; -1 if none did
 * @param since {@link System#nanoTime()} when the head was there
 * @param probe whether it only looks whether Serai is here, as load balancers and browsers do
 * @param from where the connection comes from, which may be a proxy
 */
record ReceiptLog(
        String family,
        int secret,
        long since,
        boolean probe,
        @Nullable InetAddress from,
        Refusals refusals,
        MeterRegistry metrics,
        AnswerTimes times) {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");

    void kept(CommitResult kept, long bytes) {
        long nanos = System.nanoTime() - since;
        metrics.timer("serai.receipts", "family", family, "status", "200").record(nanos, TimeUnit.NANOSECONDS);
        times.count(200, nanos);
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

    void refused(HttpProblem problem, long bytes, @Nullable Throwable failure) {
        long nanos = System.nanoTime() - since;
        int status = problem.status();
        metrics.timer("serai.receipts", "family", family, "status", Integer.toString(status))
                .record(nanos, TimeUnit.NANOSECONDS);
        times.count(status, nanos);
        String error = failure == null ? "none" : failure.getClass().getSimpleName();
        refusals.count(
                family, status, failure == null ? problem.reason() : problem.reason() + " (" + error + ")", from);
        if (probe && (status == 404 || status == 405)) {
            return;
        }
        refusals.refused(
                family, status, error, from, " secret=" + secret + " bytes=" + bytes + " ms=" + nanos / 1_000_000);
    }

    /** The same, of a sender whose body has proven it. */
    ReceiptLog provenBy(int number) {
        return new ReceiptLog(family, number, since, probe, from, refusals, metrics, times);
    }

    boolean authenticated() {
        return secret >= 0;
    }
}
