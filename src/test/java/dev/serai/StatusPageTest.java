package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code GET /api/v1/status} tells of the ledger and of what was delivered lately. */
class StatusPageTest {
    private static JsonNode status(Gateway gateway) {
        return ApiDocumentation.json(gateway.ask("/api/v1/status").body());
    }

    private static JsonNode destination(JsonNode status, String name) {
        for (JsonNode each : status.path("destinations")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no destination " + name);
    }

    @ParameterizedTest
    @EnumSource
    void hasTheLedgerAndWhatBecameOfDeliveries(Database database) {
        try (Gateway gateway = Gateway.start(database, Map.of())) {
            gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            gateway.post("campaign", Gateway.sample("campaign/unsubscribe"));
            gateway.post("campaign", Gateway.sample("campaign/unsubscribe"));
            JsonNode before = status(gateway);
            assertThat(before.path("ledger").has("balanced")).isFalse();
            assertThat(before.path("ledger").has("verifiedAt")).isFalse();

            JsonNode ledger = gateway.settled();
            JsonNode status = status(gateway);

            assertThat(status.at("/ledger/received").asInt()).isEqualTo(3);
            assertThat(status.at("/ledger/duplicate").asInt()).isEqualTo(1);
            assertThat(status.at("/ledger/unrouted").asInt()).isZero();
            for (String count : new String[] {"waiting", "delivered", "dead", "closed"}) {
                long sum = 0;
                for (JsonNode each : ledger.path("destinations")) {
                    sum += each.path(count).asLong();
                }
                assertThat(status.at("/ledger/" + count).asLong()).as(count).isEqualTo(sum);
            }
            assertThat(status.at("/ledger/delivered").asInt()).isPositive();
            assertThat(status.at("/ledger/balanced").asBoolean()).isTrue();
            assertThat(status.at("/ledger/verifiedAt").asText()).startsWith("20");
            JsonNode archive = destination(status, "asset-archive");
            assertThat(archive.path("successRate").asDouble()).isEqualTo(1);
            assertThat(archive.path("throughput").asDouble()).isPositive();
            assertThat(destination(status, "content-archive").has("successRate"))
                    .isFalse();
        }
    }
}
