package dev.serai.http;

import dev.serai.outbox.DryRun;
import dev.serai.outbox.OutgoingRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Notes the request that the client of camel-http would write to its connection, with every header. */
public final class HttpDryRun extends DryRun {
    private final HttpEndpoint endpoint;

    /** @param endpoint that has made no call yet; it makes none from now on */
    public HttpDryRun(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
        endpoint.setClientConnectionManager(new Connections());
    }

    @Override
    protected Producer producer() throws Exception {
        return endpoint.createProducer();
    }

    private void note(ClassicHttpRequest request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : request.getHeaders()) {
            headers.merge(header.getName(), String.valueOf(header.getValue()), (one, next) -> one + ", " + next);
        }
        note(new OutgoingRequest(
                request.getMethod() + " " + request.getScheme() + "://" + request.getAuthority() + request.getPath(),
                headers,
                text(request.getEntity()),
                ""));
    }

    private static String text(@Nullable HttpEntity entity) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (entity != null) {
            entity.writeTo(bytes);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Connections that lead nowhere. */
    private final class Connections implements HttpClientConnectionManager {
        @Override
        public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, @Nullable Object state) {
            return new LeaseRequest() {
                @Override
                public ConnectionEndpoint get(Timeout most) {
                    return new Connection();
                }

                @Override
                public boolean cancel() {
                    return false;
                }
            };
        }

        @Override
        public void release(ConnectionEndpoint connection, @Nullable Object state, @Nullable TimeValue validity) {
            // there is none
        }

        @Override
        public void connect(ConnectionEndpoint connection, @Nullable TimeValue timeout, HttpContext context) {
            // it is connected already
        }

        @Override
        public void upgrade(ConnectionEndpoint connection, HttpContext context) {
            // the request is noted before it is encrypted
        }

        @Override
        public void close(CloseMode mode) {
            // there is nothing to close
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }

    private final class Connection extends ConnectionEndpoint {
        @Override
        @SuppressWarnings("deprecation") // it is abstract all the same
        public ClassicHttpResponse execute(
                String id, ClassicHttpRequest request, HttpRequestExecutor executor, HttpContext context)
                throws IOException {
            return noted(request);
        }

        @Override
        public ClassicHttpResponse execute(
                String id, ClassicHttpRequest request, RequestExecutor executor, HttpContext context)
                throws IOException {
            return noted(request);
        }

        private ClassicHttpResponse noted(ClassicHttpRequest request) throws IOException {
            note(request);
            return new BasicClassicHttpResponse(HttpStatus.SC_OK);
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setSocketTimeout(Timeout timeout) {
            // nothing is waited for
        }

        @Override
        public void close(CloseMode mode) {
            // there is nothing to close
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }
}
