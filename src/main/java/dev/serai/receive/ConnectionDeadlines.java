package dev.serai.receive;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Until when each connection of one event loop must have done its next step. One look at all of them now and then costs
 * less than a timer for each request. Used by that event loop only.
 */
final class ConnectionDeadlines {
    /** How long a connection that has brought no receipt may wait while places are few. */
    private static final long CROWDED = TimeUnit.SECONDS.toNanos(5);

    private final long idle;
    private final long arrival;
    private final Map<HttpConnection, Step> steps = new HashMap<>();

    /** What a connection has to do next. */
    private static final class Step {
        long since;
        long patience;
        boolean betweenRequests;
        boolean proven;
        Runnable missed = () -> {};

        void next(long patience, boolean betweenRequests, Runnable missed) {
            since = System.nanoTime();
            this.patience = patience;
            this.betweenRequests = betweenRequests;
            this.missed = missed;
        }

        boolean isOver(long now, boolean crowded) {
            long most = crowded && betweenRequests && !proven ? Math.min(patience, CROWDED) : patience;
            return now - since > most;
        }
    }

    /**
     * @param idle how long a connection may say nothing between two requests
     * @param arrival how long a head may take from its first byte to its last, and a body after it
     */
    ConnectionDeadlines(Duration idle, Duration arrival) {
        this.idle = idle.toNanos();
        this.arrival = arrival.toNanos();
    }

    void opened(HttpConnection connection) {
        steps.put(connection, new Step());
        awaitsHead(connection, false);
    }

    /**
     * Its last request is answered. A connection that has been closed meanwhile stays forgotten, here and below.
     *
     * @param proven whether the request was a receipt
     */
    void awaitsHead(HttpConnection connection, boolean proven) {
        Step step = steps.get(connection);
        if (step != null) {
            step.proven |= proven;
            step.next(idle, true, () -> {});
        }
    }

    /** The first bytes of a head are there; more bytes do not extend its time. */
    void headBegun(HttpConnection connection) {
        Step step = steps.get(connection);
        if (step != null && step.betweenRequests) {
            step.next(arrival, false, () -> {});
        }
    }

    /**
     * @param missed told that the body did not come in time. Vert.x itself would not tell it to a request that began after
     *     its connection was closed: it was pipelined behind one whose answer took longer
     */
    void awaitsBody(HttpConnection connection, Runnable missed) {
        Step step = steps.get(connection);
        if (step != null) {
            step.next(arrival, false, missed);
        }
    }

    /** The sender has done its part. */
    void awaitsAnswer(HttpConnection connection) {
        Step step = steps.get(connection);
        if (step != null) {
            step.next(Long.MAX_VALUE, false, () -> {});
        }
    }

    void closed(HttpConnection connection) {
        steps.remove(connection);
    }

    /** @param crowded whether connections that have brought no receipt get less time */
    void closeOverdue(boolean crowded) {
        long now = System.nanoTime();
        List<HttpConnection> overdue = new ArrayList<>();
        steps.forEach((connection, step) -> {
            if (step.isOver(now, crowded)) {
                overdue.add(connection);
            }
        });
        for (HttpConnection connection : overdue) {
            // not left to the connection: it may have been closed without telling
            Step step = steps.remove(connection);
            connection.close();
            if (step != null) {
                step.missed.run();
            }
        }
    }
}
