package dev.serai.receive;

import dev.serai.journal.Json;
import dev.serai.journal.Kept;
import dev.serai.receive.OptimizelyConsumer.Outcome;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request: its body while it arrives, then its answer. Lives on its event loop.
 *
 * <p>Whoever is refused before the end of the body may go on sending for a while, unread: a connection that is cut at
 * once would take the answer with it.
 */
final class Reading {
    private static final int UNREAD_BODIES = 4;
    /** Bytes that an event loop reads and decides by itself, in about a millisecond; more would hold up the others. */
    private static final int SMALL_BODY = 64 << 10;
    /** More than that is read one at a time; up to it, a few. */
    private static final int LARGE_BODY = 1 << 20;

    private final HttpServerRequest request;
    private final WebhookServer server;
    private final @Nullable OptimizelyConsumer consumer;
    private final Deadlines deadlines;
    private final ReceiptLog receipt;
    private final Context context;
    private final Arriving body = new Arriving();
    private long size;
    private long reserved;
    private boolean refused;
    private boolean complete;

    Reading(
            HttpServerRequest request,
            WebhookServer server,
            @Nullable OptimizelyConsumer consumer,
            Deadlines deadlines,
            ReceiptLog receipt,
            Context context) {
        this.request = request;
        this.server = server;
        this.consumer = consumer;
        this.deadlines = deadlines;
        this.receipt = receipt;
        this.context = context;
    }

    /** @param problem why it is refused before its body is read, or null */
    void begin(@Nullable Problem problem) {
        deadlines.awaitsBody(request.connection(), () -> brokeOff(new TimeoutException()));
        request.handler(this::arrived);
        request.endHandler(end -> complete());
        request.exceptionHandler(this::brokeOff);
        boolean asks = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
        if (problem == null) {
            if (asks) {
                request.response().writeContinue();
            }
        } else if (asks) {
            // the body may never come: what does come next on this connection could be either
            request.response().putHeader("Connection", "close");
            refuse(problem);
            request.connection().close();
        } else {
            refuse(problem);
        }
    }

    private void arrived(Buffer chunk) {
        size += chunk.length();
        if (refused) {
            if (size > UNREAD_BODIES * server.settings().maxBody()) {
                request.connection().close();
            }
        } else if (size > server.settings().maxBody()) {
            refuse(Problem.tooLarge(server.settings().maxBody()));
        } else if (!keeps(chunk)) {
            refuse(Problem.BUSY);
        }
    }

    /** @return false if there is no room */
    private boolean keeps(Buffer chunk) {
        if (!server.reserve(chunk.length())) {
            return false;
        }
        reserved += chunk.length();
        try {
            body.add(chunk);
            return true;
        } catch (OutOfMemoryError e) {
            // a body with a hole in it must not be taken for a whole one
            return false;
        }
    }

    private void complete() {
        complete = true;
        if (refused || size == 0 || consumer == null) {
            deadlines.awaitsHead(request.connection());
            if (!refused) {
                refuse(Problem.EMPTY);
            }
            return;
        }
        deadlines.awaitsAnswer(request.connection());
        Family.Arrival arrival = new Family.Arrival(
                server.clock().instant().truncatedTo(ChronoUnit.MILLIS), request.getHeader("X-Broker-Message-ID"));
        if (size <= SMALL_BODY) {
            hand(consumer, arrival);
        } else if (size <= LARGE_BODY) {
            server.medium().executeBlocking(() -> hand(consumer, arrival));
        } else {
            server.large().executeBlocking(() -> hand(consumer, arrival));
        }
    }

    /** Reads and decides; the answer comes back to the event loop. */
    private boolean hand(OptimizelyConsumer consumer, Family.Arrival arrival) {
        try {
            consumer.receive(
                    body.take(), arrival, (outcome, failure) -> context.runOnContext(any -> answer(outcome, failure)));
        } catch (RuntimeException | Error e) {
            context.runOnContext(any -> answer(null, e));
        }
        return true;
    }

    private void answer(@Nullable Outcome outcome, @Nullable Throwable failure) {
        release();
        // before the answer, which may begin the next request of this connection at once
        deadlines.awaitsHead(request.connection());
        if (outcome == null) {
            receipt.refused(503, size, failure);
            Problem.NOT_KEPT.writeTo(request.response());
        } else {
            receipt.kept(outcome.kept(), size);
            request.response().putHeader("Content-Type", "application/json").end(json(outcome));
        }
    }

    private static String json(Outcome outcome) {
        Kept kept = outcome.kept();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("received", kept.received());
        answer.put("new", kept.fresh());
        answer.put("duplicate", kept.duplicate());
        answer.put("quarantined", kept.quarantined());
        if (!outcome.problems().isEmpty()) {
            answer.put("problems", outcome.problems());
        }
        return Json.write(answer);
    }

    private void refuse(Problem problem) {
        refused = true;
        release();
        receipt.refused(problem.status(), size, null);
        problem.writeTo(request.response());
    }

    /** By the sender, or by a deadline. */
    private void brokeOff(Throwable failure) {
        if (!refused && !complete) {
            refused = true;
            receipt.refused(400, size, failure);
        }
        release();
    }

    private void release() {
        body.forget();
        server.release(reserved);
        reserved = 0;
    }
}
