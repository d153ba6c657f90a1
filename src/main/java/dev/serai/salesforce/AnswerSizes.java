package dev.serai.salesforce;

import dev.serai.outbox.UnavailableException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes an answer of an org may have once it is inflated, by what was asked. Several calls are out at once, and
 * each answer is in memory three times before it is read.
 */
final class AnswerSizes implements Request.QueuedListener {
    /** Of all answers: a page of 2,000 records. */
    static final int MAX = 4 << 20;

    /** Of the head of an answer. */
    static final int MAX_HEAD = 64 << 10;

    private static final int REFUSAL = 64 << 10;
    private static final int RESULTS_OF_200 = 1 << 20;
    private static final int MULTIPLE_CHOICES = 300;

    @Override
    public void onQueued(Request request) {
        request.onResponseContent(new Counter(request.getPath()));
    }

    private static int most(String path, int status) {
        if (status >= MULTIPLE_CHOICES || path.startsWith("/services/oauth2/")) {
            return REFUSAL;
        }
        return path.contains("/composite/") ? RESULTS_OF_200 : MAX;
    }

    /** What Jetty means whose errors do not name the bound; null if it is none. */
    static @Nullable UnavailableException exceeded(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException) {
                return new UnavailableException(
                        "an answer that is no HTTP, or has more than " + (MAX_HEAD >> 10) + " KB of headers");
            }
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).startsWith("Buffering capacity")) {
                return new UnavailableException("an answer of more than " + (MAX >> 10) + " KB");
            }
        }
        return null;
    }

    private static final class Counter implements Response.ContentListener {
        private final String path;
        private long count;

        Counter(String path) {
            this.path = path;
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            count += content.remaining();
            int most = most(path, response.getStatus());
            if (count > most) {
                CompletableFuture<Boolean> unused =
                        response.abort(new UnavailableException("an answer of more than " + (most >> 10) + " KB"));
            }
        }
    }
}
