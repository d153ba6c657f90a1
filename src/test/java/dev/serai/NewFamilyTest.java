package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.optimizely.Families;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A family is one class, one line in the list of families, and one router: nothing else names it. */
class NewFamilyTest {
    private static final String SECRET = "a-secret-that-is-long-enough";

    @Test
    void isReceivedRoutedAndDelivered(@TempDir Path directory) throws Exception {
        Map<String, String> settings = new HashMap<>(Routes.copyTo(directory).settings());
        settings.put("shop.secrets", SECRET);
        Files.writeString(directory.resolve("shop.camel.yaml"), """
                - route:
                    id: shop
                    from:
                      uri: direct:shop
                      steps:
                        - to: outbox:shop-orders
                """);
        try (Receiver receiver = new Receiver(request -> 200)) {
            Files.writeString(directory.resolve("destinations/shop-orders.camel.yaml"), """
                    - route:
                        id: shop-orders
                        from:
                          uri: outbox:shop-orders
                          parameters:
                            batchSize: 1
                          steps:
                            - setBody:
                                groovy: "body.map { event, order -> [kind: event.type, order: order.number] }"
                            - setBody:
                                simple: ${body.first}
                            - marshal:
                                json: {}
                            - to: %s/orders
                    """.formatted(receiver.url()));
            try (Gateway gateway = Gateway.start(
                    Path.of("config/application.properties"),
                    Families.SHIPPED.and(ShopFamily::from),
                    Database.H2.newUrl(),
                    Database.H2.user(),
                    settings)) {
                URI url = URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/shop");
                String order = "{\"kind\":\"order\",\"number\":\"4711\"}";
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(order));

                assertThat(gateway.send(request.copy()).statusCode()).isEqualTo(401);
                assertThat(gateway.send(request.copy().header("X-Serai-Token", SECRET))
                                .body())
                        .contains("\"new\":1");
                JsonNode ledger = gateway.settled();

                assertThat(receiver.requests())
                        .as(ledger.toString())
                        .singleElement()
                        .satisfies(
                                call -> assertThat(call.body()).isEqualTo("{\"kind\":\"order\",\"order\":\"4711\"}"));
                assertThat(ledger.toString()).contains("\"family\":\"shop\"");
                assertThat(gateway.health().toString()).contains("\"shop\":\"secret\"");
                assertThat(gateway.metrics()).contains("serai_last_received_timestamp_seconds{family=\"shop\"}");
            }
        }
    }
}
