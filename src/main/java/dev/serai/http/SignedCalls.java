package dev.serai.http;

import dev.serai.outbox.Batch;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.UnavailableException;
import dev.serai.signature.SignatureScheme;
import dev.serai.signature.WebhookSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Signs the calls of an endpoint by Standard Webhooks 1.0.0, right before they are written to the connection: so the signature
 * covers the bytes of the body that go out, and each attempt has its own time. A call is never made without a signature, and no
 * redirect is followed.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 */
final class SignedCalls implements HttpClientConfigurer, ExecChainHandler {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    /** ASCII that is seen, without the dot, which separates the id from the time in what is signed. */
    private static final Pattern GOOD_ID = Pattern.compile("[!-~&&[^.]]{1,256}");

    private static final String VERSION = "v1,";

    private final String name;
    private final SigningKeys keys;
    private final Clock clock;
    /** What configures the client beside this. */
    private final @Nullable HttpClientConfigurer others;

    SignedCalls(String name, SigningKeys keys, Clock clock, @Nullable HttpClientConfigurer others) {
        this.name = name;
        this.keys = keys;
        this.clock = clock;
        this.others = others;
    }

    /** What signs the calls of an endpoint; null if nothing does. */
    static @Nullable SignedCalls of(Endpoint endpoint) {
        Endpoint called = endpoint instanceof DelegateEndpoint around ? around.getEndpoint() : endpoint;
        return called instanceof HttpEndpoint http && http.getHttpClientConfigurer() instanceof SignedCalls signed
                ? signed
                : null;
    }

    /** The name of the keys. */
    String name() {
        return name;
    }

    /**
     * Gives a call its id, unless the route has. The id is the same for each attempt.
     *
     * @throws UnavailableException if no secret is set
     * @throws MisconfiguredException if the route has set an id that the standard does not allow
     */
    void prepare(Exchange exchange) {
        signers();
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        headers.putIfAbsent(ID, Batch.callId(exchange));
        if (!GOOD_ID.matcher(String.valueOf(headers.get(ID))).matches()) {
            throw new MisconfiguredException("the header " + ID
                    + " of the route is not 1 to 256 characters of ASCII without dots and blanks; take the header out, and"
                    + " the call has the id of its event or batch");
        }
    }

    private List<WebhookSigner> signers() {
        List<WebhookSigner> signers = keys.of(name);
        if (signers.isEmpty()) {
            throw new UnavailableException(SigningSecrets.key(name) + " is not set");
        }
        return signers;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        if (others != null) {
            others.configureHttpClient(client);
        }
        client.disableRedirectHandling();
        client.addExecInterceptorLast("standard-webhooks", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header id = request.getFirstHeader(ID);
        if (id == null) {
            throw new MisconfiguredException("signWith is for a step \"to:\" that sends its headers");
        }
        String time = Long.toString(clock.instant().getEpochSecond());
        byte[] body = body(request);
        Map<String, String> values = Map.of(SignatureScheme.ID, id.getValue(), SignatureScheme.TIMESTAMP, time);
        request.setHeader(TIMESTAMP, time);
        request.setHeader(
                SIGNATURE,
                signers().stream()
                        .map(signer -> VERSION + signer.sign(values, body))
                        .collect(Collectors.joining(" ")));
        return chain.proceed(request, scope);
    }

    /** The bytes of the body; a body that can be read once only is replaced by its bytes. */
    private static byte[] body(ClassicHttpRequest request) throws IOException {
        HttpEntity entity = request.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entity.writeTo(bytes);
        request.setEntity(new ByteArrayEntity(
                bytes.toByteArray(),
                ContentType.parseLenient(entity.getContentType()),
                entity.getContentEncoding(),
                entity.isChunked()));
        return bytes.toByteArray();
    }
}
