package dev.serai.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.UnavailableException;
import dev.serai.signature.SignatureScheme;
import dev.serai.signature.WebhookSigner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes that a real server gets are the bytes that are signed. */
@SuppressWarnings("NullAway.Init")
class SignedCallsTest {
    private static final WebhookSigner SIGNER =
            SignatureScheme.STANDARD_WEBHOOKS.signer("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final Instant NOW = Instant.ofEpochSecond(1_750_000_000);

    private final CamelContext context = new DefaultCamelContext();
    private HttpServer server;
    private Headers headers = new Headers();
    private byte[] body = {};

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            headers = exchange.getRequestHeaders();
            body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        SigningKeys keys = name -> name.equals("partner") ? List.of(SIGNER) : List.of();
        context.addComponent(
                "http", new BoundedHttpComponent(Duration.ofSeconds(9), keys, Clock.fixed(NOW, ZoneOffset.UTC)));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        server.stop(0);
    }

    private Exchange call(String options, @Nullable Object sent, Map<String, Object> more) {
        return context.createProducerTemplate()
                .send("http://localhost:" + server.getAddress().getPort() + "/hook?" + options, exchange -> {
                    exchange.getMessage().setBody(sent);
                    exchange.getMessage().setHeaders(new HashMap<>(more));
                });
    }

    private String expected() {
        return "v1," + SIGNER.sign(Map.of("id", "evt-1", "timestamp", "1750000000"), body);
    }

    @Test
    void signsATextInTheCharsetOfItsContentType() {
        call(
                "signWith=partner",
                "Größe",
                Map.of("webhook-id", "evt-1", "Content-Type", "text/plain; charset=ISO-8859-1"));

        assertThat(body).isEqualTo("Größe".getBytes(ISO_8859_1));
        assertThat(headers.getFirst("webhook-signature")).isEqualTo(expected());
        assertThat(headers.getFirst("webhook-timestamp")).isEqualTo("1750000000");
    }

    @Test
    void signsBytesAStreamAndNothing() {
        byte[] bytes = {(byte) 0xFF, 0, (byte) 0x80};
        call("signWith=partner", bytes, Map.of("webhook-id", "evt-1"));
        assertThat(body).isEqualTo(bytes);
        assertThat(headers.getFirst("webhook-signature")).isEqualTo(expected());

        call("signWith=partner", new ByteArrayInputStream("{}".getBytes(UTF_8)), Map.of("webhook-id", "evt-1"));
        assertThat(body).isEqualTo("{}".getBytes(UTF_8));
        assertThat(headers.getFirst("webhook-signature")).isEqualTo(expected());

        call("signWith=partner", null, Map.of("webhook-id", "evt-1"));
        assertThat(body).isEmpty();
        assertThat(headers.getFirst("webhook-signature")).isEqualTo(expected());
    }

    @Test
    void takesTheRoutesOwnSignatureAway() {
        call(
                "signWith=partner",
                "{}",
                Map.of("webhook-id", "evt-1", "Webhook-Signature", "v1,forged", "Webhook-Timestamp", "1"));

        assertThat(headers.get("webhook-signature")).containsExactly(expected());
        assertThat(headers.get("webhook-timestamp")).containsExactly("1750000000");
    }

    @Test
    void makesNoCallThatItCannotSign() {
        assertThat(call("signWith=partner", "{}", Map.of()).getException()).isInstanceOf(MisconfiguredException.class);
        assertThat(call("signWith=stranger", "{}", Map.of("webhook-id", "evt-1"))
                        .getException())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("signature.stranger.secrets is not set");
        assertThat(headers).isEmpty();
    }
}
