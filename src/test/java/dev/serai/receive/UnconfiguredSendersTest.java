package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A family without a secret is closed, unless it was opened on purpose. */
@ParameterizedClass(name = "{0}")
@MethodSource("gateways")
class UnconfiguredSendersTest {
    private final Gateway gateway;
    private final Held held;

    static Stream<Gateway> gateways() {
        return Gateway.onEachDatabase(
                Map.of("cmp.secrets", "", "campaign.basic", "", "graph.secrets", "", "graph.sender", "open"));
    }

    UnconfiguredSendersTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @Test
    void isClosedToEverybody() {
        Sample event = Sample.bounce();

        assertThat(gateway.post("campaign", event.json()).statusCode()).isEqualTo(401);
        assertThat(gateway.send(request("cmp").header("Callback-Secret", "").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(held.events(event.mark())).isEmpty();
    }

    @Test
    void isOpenOnPurposeOnly() {
        Sample event = Sample.docUpdated();

        int status = gateway.send(request("graph").POST(BodyPublishers.ofString(event.json())))
                .statusCode();

        assertThat(status).isEqualTo(200);
        assertThat(held.events(event.mark())).hasSize(1);
    }

    /** Without a secret. */
    private HttpRequest.Builder request(String family) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/" + family));
    }
}
