package dev.serai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** The calls that Camel's own HTTP client makes, taken down and answered with 200 just before they would leave. */
final class HttpCalls implements HttpClientConfigurer, ExecChainHandler {
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /** @param headers names in any case */
    record Call(String method, Map<String, String> headers, String body) {}

    /** The earliest call not asked for yet. */
    Call next() {
        return calls.remove();
    }

    /** Whether all calls were asked for. */
    boolean isEmpty() {
        return calls.isEmpty();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("calls", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.getHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        headers.put("Content-Type", request.getEntity().getContentType());
        try {
            byte[] body = EntityUtils.toByteArray(request.getEntity());
            calls.add(new Call(request.getMethod(), headers, new String(body, StandardCharsets.UTF_8)));
        } finally {
            request.getEntity().close();
        }
        return new BasicClassicHttpResponse(200);
    }
}
