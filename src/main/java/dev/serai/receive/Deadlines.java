package dev.serai.receive;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Until when each connection of one event loop must have done its next step. One look at all of them now and then costs
 * less than a timer for each request. Used by that event loop only.
 */
final class Deadlines {
    private final long idle;
    private final long body;
    private final Map<HttpConnection, Deadline> deadlines = new HashMap<>();

    /** @param missed told that it has passed */
    private record Deadline(long nanos, Runnable missed) {
        static final Deadline NONE = new Deadline(Long.MAX_VALUE, () -> {});

        boolean isOver(long now) {
            return nanos != Long.MAX_VALUE && now - nanos > 0;
        }
    }

    Deadlines(Duration idle, Duration body) {
        this.idle = idle.toNanos();
        this.body = body.toNanos();
    }

    void opened(HttpConnection connection) {
        deadlines.put(connection, head());
    }

    private Deadline head() {
        return new Deadline(System.nanoTime() + idle, () -> {});
    }

    /** Its last request is answered. A connection that has been closed meanwhile stays forgotten, here and below. */
    void awaitsHead(HttpConnection connection) {
        deadlines.replace(connection, head());
    }

    /**
     * @param missed told that the body did not come in time. Vert.x itself would not tell it to a request that began after
     *     its connection was closed: it was pipelined behind one whose answer took longer
     */
    void awaitsBody(HttpConnection connection, Runnable missed) {
        deadlines.replace(connection, new Deadline(System.nanoTime() + body, missed));
    }

    /** The sender has done its part. */
    void awaitsAnswer(HttpConnection connection) {
        deadlines.replace(connection, Deadline.NONE);
    }

    void closed(HttpConnection connection) {
        deadlines.remove(connection);
    }

    void closeOverdue() {
        long now = System.nanoTime();
        Map<HttpConnection, Deadline> overdue = new HashMap<>();
        deadlines.forEach((connection, deadline) -> {
            if (deadline.isOver(now)) {
                overdue.put(connection, deadline);
            }
        });
        overdue.forEach((connection, deadline) -> {
            // not left to the connection: it may have been closed without telling
            deadlines.remove(connection);
            connection.close();
            deadline.missed().run();
        });
    }
}
