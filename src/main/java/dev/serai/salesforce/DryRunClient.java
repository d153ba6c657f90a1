package dev.serai.salesforce;

import dev.serai.event.Json;
import dev.serai.outbox.OutgoingRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceHttpClient;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpChannel;
import org.eclipse.jetty.client.transport.HttpConnection;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.SendFailure;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of camel-salesforce without a network. It grants every login, and breaks off any other request after
 * it has told what would be written to the connection.
 */
@SuppressWarnings("try") // close() of Jetty's client may be interrupted
final class DryRunClient extends SalesforceHttpClient {
    /** Of an org and a user that are none; camel-salesforce wants their form. */
    private static final String ID = "/id/00D000000000000AAA/005000000000000AAA";

    private final String org;
    private volatile @Nullable Listener listener;

    /** Is told of each request but those of the login. */
    interface Listener {
        void sent(OutgoingRequest request);
    }

    /** @param org the URL of the org */
    DryRunClient(CamelContext context, ExecutorService workers, String org) {
        super(context, workers, new SslContextFactory.Client());
        this.org = org;
    }

    void tell(Listener next) {
        listener = next;
    }

    @Override
    public Destination resolveDestination(Origin origin) {
        return new HttpDestination(this, origin) {
            @Override
            public void send(HttpExchange exchange) {
                new Nowhere(this).send(exchange);
            }
        };
    }

    private static boolean isLogin(HttpRequest request) {
        return request.getPath().contains("/oauth2/");
    }

    private byte[] token() {
        return Json.write(Map.of("access_token", "none", "instance_url", org, "id", org + ID, "token_type", "Bearer"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void note(HttpRequest request) {
        Listener told = listener;
        if (told == null || isLogin(request)) {
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (HttpField header : request.getHeaders()) {
            headers.merge(header.getName(), String.valueOf(header.getValue()), (one, next) -> one + ", " + next);
        }
        told.sent(new OutgoingRequest(request.getMethod() + " " + request.getURI(), headers, body(request), ""));
    }

    private static String body(HttpRequest request) {
        try {
            return request.getBody() == null
                    ? ""
                    : BufferUtil.toString(Content.Source.asByteBuffer(request.getBody()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Completes the request as every connection does, and answers it itself. */
    private final class Nowhere extends HttpConnection {
        Nowhere(HttpDestination destination) {
            super(destination);
        }

        @Override
        public @Nullable SendFailure send(HttpExchange exchange) {
            HttpRequest request = exchange.getRequest();
            normalizeRequest(request);
            note(request);
            exchange.requestComplete(null);
            exchange.responseComplete(null);
            Response response =
                    exchange.getResponse().version(HttpVersion.HTTP_1_1).status(HttpStatus.OK_200);
            if (isLogin(request)) {
                exchange.getResponseListeners()
                        .emitSuccessComplete(new Result(
                                request, ContentResponse.from(response, token(), "application/json", "UTF-8")));
            } else {
                exchange.getResponseListeners()
                        .emitFailureComplete(new Result(request, response, new IOException("nothing is sent")));
            }
            return null;
        }

        @Override
        protected HttpVersion getHttpVersion() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        protected boolean requiresHostHeader() {
            return true;
        }

        @Override
        protected Iterator<HttpChannel> getHttpChannels() {
            return Collections.emptyIterator();
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }
}
