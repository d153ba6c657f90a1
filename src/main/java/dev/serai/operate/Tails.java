package dev.serai.operate;

import dev.serai.journal.EventFilter;
import dev.serai.journal.EventSearch;
import dev.serai.journal.EventSearch.Cursor;
import dev.serai.journal.EventSearch.Page;
import dev.serai.operate.ManagementApi.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Requests that wait for new events. While a request waits, no thread does. */
final class Tails {
    static final int MAX_SECONDS = 30;

    private static final int MAX_WAITING = 16;
    private static final long PAUSE_MILLIS = 500;

    /**
     * Events are shown so long after their receipt. They are committed in another order than they were received, and an event
     * that is committed later than this is not shown.
     */
    private static final Duration LAG = Duration.ofSeconds(2);

    private final EventSearch search;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * What a request waits for.
     *
     * @param after null for events that are received from now on
     */
    record Asked(EventFilter filter, @Nullable Cursor after, int limit, int seconds) {}

    /** Gets the events, or an exception that says why there are none. */
    @FunctionalInterface
    interface Answer {
        void give(Result page);
    }

    /** A page, or why there is none. */
    @FunctionalInterface
    interface Result {
        Page get() throws Exception;
    }

    Tails(EventSearch search, Clock clock) {
        this.search = search;
        this.clock = clock;
    }

    void wait(RoutingContext request, Asked asked, Answer answer) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            answer.give(() -> {
                throw new ProblemException(
                        503, "more than " + MAX_WAITING + " requests wait for events; ask again later");
            });
            return;
        }
        Instant now = clock.instant();
        Cursor after = asked.after() == null ? new Cursor(now, null) : asked.after();
        look(request, asked, after, now.plusSeconds(asked.seconds()), answer);
    }

    private void look(RoutingContext request, Asked asked, Cursor after, Instant end, Answer answer) {
        Instant now = clock.instant();
        Callable<Page> next = () -> search.following(asked.filter(), after, now.minus(LAG), asked.limit());
        request.vertx()
                .executeBlocking(next, false)
                .onSuccess(page -> {
                    if (request.response().closed()) {
                        waiting.decrementAndGet();
                    } else if (!page.events().isEmpty() || !now.isBefore(end)) {
                        waiting.decrementAndGet();
                        answer.give(() -> page);
                    } else {
                        Cursor from = page.next() == null ? after : page.next();
                        boolean isBehind = from.receivedAt().isBefore(now.minus(LAG));
                        request.vertx()
                                .setTimer(
                                        isBehind ? 1 : PAUSE_MILLIS, timer -> look(request, asked, from, end, answer));
                    }
                })
                .onFailure(failure -> {
                    waiting.decrementAndGet();
                    answer.give(() -> {
                        throw new ProblemException(503, failure.getClass().getSimpleName());
                    });
                });
    }
}
