package dev.serai.salesforce;

import dev.serai.outbox.UnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * How much an answer of an org may have: bytes once it is inflated, by what was asked. Several calls are out at once, and
 * each answer is in memory three times before it is read.
 */
final class AnswerSizes implements Request.QueuedListener {
    /** Of all answers: a page of 2,000 records. */
    static final int MAX = 4 << 20;

    /** Of the head of an answer. */
    private static final int MAX_HEAD = 64 << 10;

    /** Of the answers before the answer (100 Continue and its like), of which an org sends none that is not asked for. */
    private static final int MAX_INTERIM = 10;

    private static final int REFUSAL = 64 << 10;
    private static final int RESULTS_OF_200 = 1 << 20;
    private static final int MULTIPLE_CHOICES = 300;

    /**
     * Sets the bounds of a client's answers.
     *
     * @param client that has started
     */
    static void bound(HttpClient client) {
        client.setMaxResponseHeadersSize(MAX_HEAD);
        for (String name :
                List.of(ContinueProtocolHandler.NAME, ProcessingProtocolHandler.NAME, EarlyHintsProtocolHandler.NAME)) {
            client.getProtocolHandlers()
                    .put(new Few(client.getProtocolHandlers().remove(name)));
        }
        client.getRequestListeners().addQueuedListener(new AnswerSizes());
    }

    private AnswerSizes() {}

    @Override
    public void onQueued(Request request) {
        Counter counter = new Counter(request.getPath());
        request.onResponseHeaders(counter);
        request.onResponseContent(counter);
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

    private static final class Counter implements Response.HeadersListener, Response.ContentListener {
        private final String path;
        private long count;

        Counter(String path) {
            this.path = path;
        }

        @Override
        public void onHeaders(Response response) {
            if (HttpStatus.isInterim(response.getStatus())) {
                abort(response, "more than " + MAX_INTERIM + " answers before the answer");
            }
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            count += content.remaining();
            int most = most(path, response.getStatus());
            if (count > most) {
                abort(response, "an answer of more than " + (most >> 10) + " KB");
            }
        }

        private static void abort(Response response, String bound) {
            CompletableFuture<Boolean> unused = response.abort(new UnavailableException(bound));
        }
    }

    /**
     * The first interim answers to a request; those after them are the request's own affair, which ends it. Jetty's time limits have no
     * effect when they end while it reads an interim answer, so without a bound they might go on for ever.
     */
    private record Few(ProtocolHandler handler) implements ProtocolHandler {
        private static final String COUNT = Few.class.getName();

        @Override
        public String getName() {
            return handler.getName();
        }

        @Override
        public boolean accept(Request request, Response response) {
            if (!handler.accept(request, response)) {
                return false;
            }
            int count = (int) request.getAttributes().getOrDefault(COUNT, 0) + 1;
            request.attribute(COUNT, count);
            return count <= MAX_INTERIM;
        }

        @Override
        public Response.Listener getResponseListener() {
            return handler.getResponseListener();
        }
    }
}
