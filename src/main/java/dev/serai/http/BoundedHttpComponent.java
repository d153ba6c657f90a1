package dev.serai.http;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.Registry;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * camel-http for every endpoint that a route file writes. An answer has bounds, the client repeats no call by itself, since
 * the outbox does, and no cookie is kept.
 */
public final class BoundedHttpComponent extends HttpComponent {
    private static final Http1Config HEAD = Http1Config.custom()
            .setMaxHeaderCount(AnswerBounds.MAX_HEADERS)
            .setMaxLineLength(AnswerBounds.MAX_LINE)
            .build();

    /** The option with which calls are signed. */
    public static final String SIGN_WITH = "signWith";

    private final AnswerBounds bounds;
    private final SigningKeys keys;
    private final Clock clock;

    /**
     * @param callTime the longest a call may take, also if its endpoint says more
     * @param keys of the endpoints whose calls are signed
     */
    public BoundedHttpComponent(Duration callTime, SigningKeys keys, Clock clock) {
        this(callTime, AnswerBounds.BODY_TIME, AnswerBounds.MAX_BODY, keys, clock);
    }

    /** @param bodyTime how long the body of an answer may take */
    BoundedHttpComponent(Duration callTime, Duration bodyTime) {
        this(callTime, bodyTime, AnswerBounds.MAX_BODY);
    }

    /**
     * Of calls that are not signed.
     *
     * @param bodyTime how long the body of an answer may take
     * @param maxBody bytes of an answer that does not refuse
     */
    public BoundedHttpComponent(Duration callTime, Duration bodyTime, int maxBody) {
        this(callTime, bodyTime, maxBody, name -> List.of(), Clock.systemUTC());
    }

    private BoundedHttpComponent(Duration callTime, Duration bodyTime, int maxBody, SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        bounds = new AnswerBounds(callTime, bodyTime, maxBody);
        setAutomaticRetriesDisabled(true);
        setCookieManagementDisabled(true);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String name = getAndRemoveParameter(parameters, SIGN_WITH, String.class);
        Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
        if (name != null && endpoint instanceof HttpEndpoint http) {
            http.setHttpClientConfigurer(new SignedCalls(name, keys, clock, http.getHttpClientConfigurer()));
        }
        return endpoint;
    }

    /** The name of the keys with which the calls of an endpoint are signed; null if they are not. */
    public static @Nullable String signedWith(Endpoint endpoint) {
        SignedCalls signed = SignedCalls.of(endpoint);
        return signed == null ? null : signed.name();
    }

    @Override
    protected HttpClientBuilder createHttpClientBuilder(
            String uri, Map<String, Object> parameters, Map<String, Object> options) {
        return super.createHttpClientBuilder(uri, parameters, options).addExecInterceptorFirst("answer-bounds", bounds);
    }

    /** As Camel makes it, but with bounds of the head. */
    @Override
    @SuppressWarnings("deprecation")
    protected HttpClientConnectionManager createConnectionManager(
            Registry<org.apache.hc.client5.http.socket.ConnectionSocketFactory> registry,
            int maxTotal,
            int maxPerRoute,
            SocketConfig sockets) {
        PoolingHttpClientConnectionManager manager = new PoolingHttpClientConnectionManager(
                registry,
                PoolConcurrencyPolicy.STRICT,
                TimeValue.ofMilliseconds(getConnectionTimeToLive()),
                ManagedHttpClientConnectionFactory.builder().http1Config(HEAD).build());
        manager.setMaxTotal(maxTotal > 0 ? maxTotal : getMaxTotalConnections());
        manager.setDefaultMaxPerRoute(maxPerRoute > 0 ? maxPerRoute : getConnectionsPerRoute());
        manager.setDefaultSocketConfig(sockets);
        return manager;
    }

    @Override
    public void doStop() throws Exception {
        super.doStop();
        bounds.close();
    }
}
