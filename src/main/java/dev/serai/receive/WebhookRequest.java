package dev.serai.receive;

import dev.serai.event.Json;
import dev.serai.journal.CommitResult;
import dev.serai.receive.OptimizelyConsumer.Answer;
import io.netty.handler.codec.DecoderException;
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
 * <p>A sender that is refused before the end of the body may go on sending for a while, unread: a connection that is cut at
 * once would take the answer with it.
 */
final class WebhookRequest {
    private static final int KEPT = 200;
    private static final int UNREAD_BODIES = 4;
    /** Characters of a header that is read for an event. */
    private static final int MAX_HEADER = 1_000;
    /** Bytes that an event loop reads and decides by itself, in about a millisecond; more would hold up the others. */
    private static final int SMALL_BODY = 64 << 10;
    /** More than that is read one at a time; up to it, a few. */
    private static final int LARGE_BODY = 1 << 20;

    private final HttpServerRequest request;
    private final WebhookServer server;
    private final WebhookServer.@Nullable Served to;
    /** Null if nothing is left to prove. */
    private final BodySignature.@Nullable Claim claim;

    private final ConnectionDeadlines deadlines;
    /** Written before the answer, on whichever thread compares the signature. */
    private volatile ReceiptLog receipt;

    private final Context context;
    private final BodyBytes.Account account;
    private final BodyBuffer body = new BodyBuffer();
    private long size;
    private long reserved;
    private boolean refused;
    private boolean complete;
    /** The connection ends with this request: so much of a refused body is not worth the next one. */
    private boolean last;
    /** Null if requests are not traced. */
    private volatile RequestTracing.@Nullable Followed followed;

    WebhookRequest(
            HttpServerRequest request,
            WebhookServer server,
            WebhookServer.@Nullable Served to,
            BodySignature.@Nullable Claim claim,
            BodyBytes.Account account,
            ConnectionDeadlines deadlines,
            ReceiptLog receipt,
            Context context) {
        this.request = request;
        this.server = server;
        this.to = to;
        this.claim = claim;
        this.account = account;
        this.deadlines = deadlines;
        this.receipt = receipt;
        this.context = context;
    }

    /** @param problem why it is refused before its body is read, or null */
    void begin(@Nullable HttpProblem problem) {
        deadlines.awaitsBody(request.connection(), () -> brokeOff(new TimeoutException()));
        request.handler(this::arrived);
        request.endHandler(end -> complete());
        request.exceptionHandler(this::brokeOff);
        boolean asks = HeadRules.asks(request);
        if (problem == null) {
            if (asks) {
                request.response().writeContinue();
            }
        } else if (asks || problem.endsConnection()) {
            // the body may never come: what does come next on this connection could be either
            request.response().putHeader("Connection", "close");
            refuse(problem);
            request.connection().close();
        } else {
            last = HeadRules.declaredLength(request) > LARGE_BODY;
            refuse(problem);
        }
    }

    private void arrived(Buffer chunk) {
        size += chunk.length();
        if (refused) {
            // for a body that may come in, its refusal is not read before its end; but not for ever
            last |= size > LARGE_BODY;
            long most = server.settings().maxBody();
            if (size > (receipt.authenticated() ? UNREAD_BODIES * most : most)) {
                request.connection().close();
            }
        } else if (size > server.settings().maxBody()) {
            refuse(HttpProblem.tooLarge(server.settings().maxBody()));
        } else if (!keeps(chunk)) {
            refuse(HttpProblem.BUSY);
        }
    }

    /** @return false if there is no room */
    private boolean keeps(Buffer chunk) {
        if (!account.reserve(chunk.length())) {
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
        if (refused) {
            deadlines.awaitsHead(request.connection(), false);
            if (last) {
                request.connection().close();
            }
        } else if (size == 0) {
            deadlines.awaitsHead(request.connection(), false);
            refuse(HttpProblem.EMPTY);
        } else {
            deadlines.awaitsAnswer(request.connection());
            read(body.take());
        }
    }

    private void read(byte[] whole) {
        if (HeadRules.isGzip(request)) {
            context.executeBlocking(() -> unpacked(whole))
                    .onSuccess(unpacked -> {
                        reserved += unpacked == whole ? 0 : unpacked.length;
                        decide(unpacked, whole);
                    })
                    .onFailure(failure -> refuseRead(
                            failure instanceof Gzip.RefusedException gzip ? gzip.problem() : HttpProblem.NOT_KEPT));
        } else {
            decide(whole, whole);
        }
    }

    /** What is not signed is not unpacked. */
    private byte[] unpacked(byte[] whole) throws Gzip.RefusedException {
        if (!isProven(whole)) {
            throw new Gzip.RefusedException(HttpProblem.NOT_SIGNED);
        }
        return Gzip.unpacked(whole, server.settings().maxBody(), account);
    }

    private boolean isProven(byte[] wire) {
        if (claim == null || to == null || receipt.authenticated()) {
            return true;
        }
        int signer = claim.provenBy(wire);
        if (signer >= 0) {
            receipt = receipt.provenBy(to.family().sender().numberOf(signer));
        }
        return signer >= 0;
    }

    private void refuseRead(HttpProblem problem) {
        deadlines.awaitsHead(request.connection(), false);
        refuse(problem);
    }

    /** @param wire the body as it came, which may be packed */
    private void decide(byte[] whole, byte[] wire) {
        WebhookServer.Served served = to;
        if (whole.length == 0) {
            refuseRead(HttpProblem.EMPTY);
        } else if (served == null) {
            refuseRead(HttpProblem.NOTHING_HERE);
        } else if (whole.length <= SMALL_BODY) {
            hand(served, whole, wire);
        } else if (whole.length <= LARGE_BODY) {
            server.medium().executeBlocking(() -> hand(served, whole, wire));
        } else {
            server.large().executeBlocking(() -> hand(served, whole, wire));
        }
    }

    /** Every failure is answered. A request without an answer would hold its bytes for good. */
    private boolean hand(WebhookServer.Served served, byte[] whole, byte[] wire) {
        try {
            return take(served, whole, wire);
        } catch (RuntimeException | Error e) {
            context.runOnContext(any -> answer(null, e));
            return false;
        }
    }

    private boolean take(WebhookServer.Served served, byte[] whole, byte[] wire) {
        if (!isProven(wire)) {
            context.runOnContext(any -> refuseRead(HttpProblem.NOT_SIGNED));
            return false;
        }
        // what proves nothing takes no share of the rate from the sender itself
        int wait = claim == null ? 0 : served.secondsToWait();
        if (wait > 0) {
            context.runOnContext(any -> refuseRead(HttpProblem.tooMany(wait)));
            return false;
        }
        Family.Transmission arrival = arrival(served.family());
        String handshake = served.family().handshake(whole, arrival);
        if (handshake != null) {
            context.runOnContext(any -> answerHandshake(handshake));
            return true;
        }
        OptimizelyConsumer consumer = served.consumer();
        RequestTracing tracing = server.tracing();
        if (tracing == null) {
            return receive(consumer, whole, arrival);
        }
        RequestTracing.Followed begun =
                tracing.begin(receipt.family(), receipt.since(), request.getHeader("traceparent"));
        followed = begun;
        begun.during(() -> receive(consumer, whole, arrival));
        return true;
    }

    private Family.Transmission arrival(Family family) {
        Map<String, String> headers = Map.of();
        for (String name : family.readHeaders()) {
            String value = request.getHeader(name);
            if (value != null && value.length() <= MAX_HEADER) {
                headers = headers.isEmpty() ? new LinkedHashMap<>() : headers;
                headers.put(name, value);
            }
        }
        return new Family.Transmission(
                server.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                request.getHeader("X-Broker-Message-ID"),
                Charsets.label(request.getHeader("Content-Type")),
                headers);
    }

    private void answerHandshake(String answer) {
        release();
        deadlines.awaitsHead(request.connection(), true);
        receipt.kept(new CommitResult(0, 0, 0), size);
        request.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(answer);
    }

    /** Reads and decides; the answer comes back to the event loop. */
    private boolean receive(OptimizelyConsumer consumer, byte[] whole, Family.Transmission arrival) {
        consumer.receive(
                whole, arrival, account, (outcome, failure) -> context.runOnContext(any -> answer(outcome, failure)));
        return true;
    }

    private void answer(@Nullable Answer outcome, @Nullable Throwable failure) {
        release();
        // before the answer, which may begin the next request of this connection at once
        deadlines.awaitsHead(request.connection(), outcome != null);
        RequestTracing.Followed followed = this.followed;
        if (followed != null) {
            followed.answered(outcome == null ? HttpProblem.NOT_KEPT.status() : KEPT);
        }
        if (outcome == null) {
            receipt.refused(HttpProblem.NOT_KEPT, size, failure);
            HttpProblem.NOT_KEPT.writeTo(request.response());
        } else {
            receipt.kept(outcome.kept(), size);
            request.response().putHeader("Content-Type", "application/json").end(json(outcome));
        }
    }

    private static String json(Answer outcome) {
        CommitResult kept = outcome.kept();
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

    private void refuse(HttpProblem problem) {
        refuse(problem, null);
    }

    private void refuse(HttpProblem problem, @Nullable Throwable failure) {
        refused = true;
        release();
        receipt.refused(problem, size, failure);
        if (last) {
            request.response().putHeader("Connection", "close");
        }
        problem.writeTo(request.response());
    }

    /** By the sender, or by a deadline. What is there to its end is kept all the same, and released when it is. */
    private void brokeOff(Throwable failure) {
        if (complete) {
            return;
        }
        if (!refused && (failure instanceof DecoderException || failure instanceof NumberFormatException)) {
            // Netty found the chunks wrong; Vert.x would close without a word
            last = true;
            refuse(HttpProblem.NO_HTTP, failure);
            request.connection().close();
        } else if (!refused) {
            refused = true;
            receipt.refused(HttpProblem.BROKE_OFF, size, failure);
        }
        release();
    }

    private void release() {
        body.forget();
        account.release(reserved);
        reserved = 0;
    }
}
