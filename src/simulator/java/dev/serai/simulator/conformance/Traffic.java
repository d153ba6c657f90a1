package dev.serai.simulator.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts what is sent, and ends a run that would send more than was said. Any thread may use it. */
final class Traffic {
    private final int mostRequests;
    private final long mostBytes;
    private final long end;
    private int requests;
    private long bytes;
    private final List<Exchange> exchanges = new ArrayList<>();

    /** A bound of the run is reached. */
    static final class BoundReachedException extends RuntimeException {
        private BoundReachedException(String message) {
            super(message);
        }
    }

    /** @param time from now on */
    Traffic(int mostRequests, long mostBytes, Duration time) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
        this.end = System.nanoTime() + time.toNanos();
    }

    /**
     * Before a request is sent.
     *
     * @param size bytes of its body
     * @throws BoundReachedException if it may not be sent
     */
    synchronized void begin(long size) {
        requests++;
        bytes += size;
        if (requests > mostRequests || bytes > mostBytes) {
            throw new BoundReachedException(
                    "the run may send " + mostRequests + " requests of " + mostBytes + " bytes together");
        }
        if (System.nanoTime() - end > 0) {
            throw new BoundReachedException("the time of the run is up");
        }
    }

    synchronized void ended(Exchange exchange) {
        exchanges.add(exchange);
    }

    /** What has ended since it was asked last. */
    synchronized List<Exchange> takeExchanges() {
        List<Exchange> taken = List.copyOf(exchanges);
        exchanges.clear();
        return taken;
    }

    synchronized int requests() {
        return requests;
    }

    synchronized long bytes() {
        return bytes;
    }
}
