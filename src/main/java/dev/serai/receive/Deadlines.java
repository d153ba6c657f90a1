package dev.serai.receive;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Until when each connection of one event loop must have done its next step. One look at all of them now and then costs
 * less than a timer for each request. Used by that event loop only.
 */
final class Deadlines {
    private final long idle;
    private final long body;
    private final Map<HttpConnection, Long> deadlines = new HashMap<>();

    Deadlines(Duration idle, Duration body) {
        this.idle = idle.toNanos();
        this.body = body.toNanos();
    }

    void opened(HttpConnection connection) {
        deadlines.put(connection, System.nanoTime() + idle);
    }

    /** Its last request is answered. A connection that has been closed meanwhile stays forgotten, here and below. */
    void awaitsHead(HttpConnection connection) {
        deadlines.replace(connection, System.nanoTime() + idle);
    }

    void awaitsBody(HttpConnection connection) {
        deadlines.replace(connection, System.nanoTime() + body);
    }

    /** The sender has done its part. */
    void awaitsAnswer(HttpConnection connection) {
        deadlines.replace(connection, Long.MAX_VALUE);
    }

    void closed(HttpConnection connection) {
        deadlines.remove(connection);
    }

    void closeOverdue() {
        long now = System.nanoTime();
        List<HttpConnection> overdue = new ArrayList<>();
        deadlines.forEach((connection, deadline) -> {
            if (deadline != Long.MAX_VALUE && now - deadline > 0) {
                overdue.add(connection);
            }
        });
        overdue.forEach(HttpConnection::close);
    }
}
