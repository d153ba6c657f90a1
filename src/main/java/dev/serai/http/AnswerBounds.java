package dev.serai.http;

import dev.serai.outbox.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;

/**
 * Ends a call whose answer has no end. The timeouts of the client are about one read each: a far side that sends a byte a
 * second never meets them, nor one that sends interim answers (1xx) or redirects for ever.
 *
 * <p>It stands outermost, so that it counts what has been inflated.
 */
final class AnswerBounds implements ExecChainHandler, AutoCloseable {
    static final int MAX_HEADERS = 100;
    static final int MAX_LINE = 16 << 10;
    static final Duration BODY_TIME = Duration.ofSeconds(60);

    /** Of an answer that a destination may read. */
    static final int MAX_BODY = 1 << 20;

    /** Of an answer that refuses, of which 200 characters are kept: the rest is not read. */
    private static final int MAX_REFUSAL = 8 << 10;

    private final Duration callTime;
    private final Duration bodyTime;
    private final int maxBody;
    private final ScheduledThreadPoolExecutor timer;

    AnswerBounds(Duration callTime, Duration bodyTime, int maxBody) {
        this.callTime = callTime;
        this.bodyTime = bodyTime;
        this.maxBody = maxBody;
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "http-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Call call = new Call(scope.execRuntime);
        call.endsIn(callTime, "the answer takes longer than " + callTime.toSeconds() + " s");
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity body = response.getEntity();
            // Camel would inflate it once more, and nothing would count that
            response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            if (body == null) {
                call.isDone();
            } else {
                call.endsIn(bodyTime, "the body of the answer takes longer than " + bodyTime.toSeconds() + " s");
                boolean refusal = response.getCode() >= HttpStatus.SC_REDIRECTION;
                response.setEntity(new BoundedBody(body, call, refusal ? MAX_REFUSAL : maxBody, refusal));
            }
            return response;
        } catch (IOException | HttpException | RuntimeException e) {
            call.isDone();
            call.explain(e);
            throw e;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A call that is out: at its deadline its connection is closed, which ends the read that waits for it. */
    final class Call {
        private final ExecRuntime runtime;
        private ScheduledFuture<?> end;
        private volatile String ended = "";

        Call(ExecRuntime runtime) {
            this.runtime = runtime;
            this.end = timer.schedule(() -> {}, 0, TimeUnit.MILLISECONDS);
        }

        private void endsIn(Duration time, String reason) {
            end.cancel(false);
            end = timer.schedule(
                    () -> {
                        ended = reason;
                        abort();
                    },
                    time.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        void isDone() {
            end.cancel(false);
        }

        void abort() {
            if (runtime instanceof Cancellable connection) {
                connection.cancel();
            } else {
                runtime.discardEndpoint();
            }
        }

        /** @throws UnavailableException if a bound is the reason for the failure */
        void explain(Exception failure) {
            if (!ended.isEmpty()) {
                throw new UnavailableException(ended);
            }
            if (failure instanceof MessageConstraintException) {
                throw new UnavailableException("the answer has more than " + MAX_HEADERS
                        + " headers, or a line of more than " + MAX_LINE + " bytes");
            }
        }
    }
}
