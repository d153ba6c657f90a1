package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What changes on open pages, as server-sent events: one stream for each tab. However many listen, each change is found and written
 * once; while no page is open nothing is asked.
 */
final class LiveStream {
    /** Of all visitors. */
    static final int MAX_STREAMS = 200;
    /** Of one visitor, so that the tabs of one person leave room for others. */
    private static final int MAX_OF_VISITOR = 20;

    private static final long TICK_MILLIS = 2_000;
    /** A tick that takes long makes the next one wait ten times as long. */
    private static final long SHARE = 10;
    /** So many ticks without a word, and proxies would close the connection. */
    private static final int SILENT_TICKS = 7;

    private static final int MAX_SKIPPED = 5;

    private final Vertx vertx;
    private final Source source;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, String> last = new HashMap<>();
    private boolean ticking;

    /** Finds what pages show. */
    @FunctionalInterface
    interface Source {
        /**
         * What the topics show now.
         *
         * @param topics that a page listens to
         * @return texts by topic, each one line of the stream or several
         */
        Future<Map<String, String>> now(Set<String> topics);
    }

    /** Whether a stream may go on, asked with each tick. */
    @FunctionalInterface
    interface Lease {
        boolean isValid();
    }

    private static final class Listener {
        private final HttpServerResponse response;
        private final String visitor;
        private final Set<String> topics;
        private final Lease lease;
        /** Whether the page may be older than what was last told. */
        private boolean isNew = true;

        private int silent;
        private int skipped;

        Listener(HttpServerResponse response, String visitor, Set<String> topics, Lease lease) {
            this.response = response;
            this.visitor = visitor;
            this.topics = topics;
            this.lease = lease;
        }

        void tell(StringBuilder text) {
            if (response.writeQueueFull()) {
                skipped++;
            } else if (text.length() > 0) {
                silent = 0;
                skipped = 0;
                response.write(text.toString());
            } else if (++silent >= SILENT_TICKS) {
                silent = 0;
                response.write(": still here\n\n");
            }
        }
    }

    LiveStream(Vertx vertx, Source source) {
        this.vertx = vertx;
        this.source = source;
    }

    /** Opens a stream for a page. */
    synchronized void open(RoutingContext request, Set<String> topics, Lease lease) {
        String visitor = Pages.visitor(request).name();
        long own =
                listeners.stream().filter(each -> each.visitor.equals(visitor)).count();
        HttpServerResponse response = request.response();
        if (listeners.size() >= MAX_STREAMS || own >= MAX_OF_VISITOR) {
            response.setStatusCode(503).putHeader("Retry-After", "30").end("too many pages are open");
            return;
        }
        Pages.headers(request);
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true)
                .write("retry: 5000\n\n");
        Listener listener = new Listener(response, visitor, topics, lease);
        listeners.add(listener);
        response.closeHandler(closed -> remove(listener));
        response.exceptionHandler(failure -> remove(listener));
        if (!ticking) {
            ticking = true;
            last.clear();
            vertx.setTimer(TICK_MILLIS, timer -> tick());
        }
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void tick() {
        Set<String> topics = new TreeSet<>();
        synchronized (this) {
            for (Listener each : List.copyOf(listeners)) {
                if (each.skipped > MAX_SKIPPED || !each.lease.isValid()) {
                    listeners.remove(each);
                    each.response.end();
                }
                topics.addAll(each.topics);
            }
            if (listeners.isEmpty()) {
                ticking = false;
                return;
            }
        }
        long begun = System.nanoTime();
        source.now(topics).onComplete(found -> {
            if (found.succeeded()) {
                tell(found.result());
            } else {
                tell(Map.of());
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            vertx.setTimer(Math.max(TICK_MILLIS, took * SHARE), timer -> tick());
        });
    }

    private synchronized void tell(Map<String, String> now) {
        Map<String, String> changed = new HashMap<>();
        now.forEach((topic, text) -> {
            String before = last.put(topic, text);
            if (before == null || !before.equals(text)) {
                changed.put(topic, text);
            }
        });
        for (Listener each : listeners) {
            StringBuilder text = new StringBuilder();
            (each.isNew ? now : changed).forEach((topic, html) -> {
                if (each.topics.contains(topic)) {
                    event(text, topic, html);
                }
            });
            each.isNew &= now.isEmpty();
            each.tell(text);
        }
    }

    private static void event(StringBuilder text, String topic, String html) {
        text.append("event: ").append(topic).append('\n');
        html.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        text.append('\n');
    }

    /** Number of streams that are open. */
    synchronized int size() {
        return listeners.size();
    }
}
