package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code GET /api/v1/history} of a running gateway. */
class HistoryTest {
    private static JsonNode history(Gateway gateway, String range) {
        return ApiDocumentation.json(
                gateway.ask("/api/v1/history?range=" + range).body());
    }

    private static long sum(JsonNode numbers) {
        long sum = 0;
        for (JsonNode each : numbers) {
            sum += each.asLong();
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void aRestartKeepsThePlots(Database database) {
        String url = database.newUrl();
        try (Gateway gateway = Gateway.start(url, database.user(), Map.of())) {
            gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            gateway.post("cmp", Gateway.sample("cmp/task_added"));
            gateway.post("campaign", Gateway.sample("campaign/unsubscribe"));
            gateway.send(gateway.request("cmp").setHeader("Callback-Secret", "wrong"));
            gateway.settled();
        }
        try (Gateway gateway = Gateway.start(url, database.user(), Map.of())) {
            JsonNode history = history(gateway, "day");

            assertThat(sum(history.at("/families/cmp"))).isEqualTo(2);
            assertThat(sum(history.at("/families/campaign"))).isEqualTo(1);
            assertThat(sum(history.at("/families/graph"))).isZero();
            assertThat(sum(history.at("/refused"))).isEqualTo(1);
            assertThat(sum(history.at("/delivered/asset-archive"))).isPositive();
            assertThat(history.path("p50")).filteredOn(each -> !each.isNull()).isNotEmpty();
            assertThat(history.path("p99"))
                    .filteredOn(each -> each.asDouble() > 0)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"hour, 60, 60", "day, 600, 144", "week, 3600, 168"})
    void theListsHaveANumberForEachStep(String range, int step, int steps) {
        try (Gateway gateway = Gateway.start(Database.H2, Map.of())) {
            JsonNode history = history(gateway, range);

            assertThat(history.path("range").asText()).isEqualTo(range);
            assertThat(history.path("step").asInt()).isEqualTo(step);
            long from = Instant.parse(history.path("from").asText()).getEpochSecond();
            assertThat(from % step).isZero();
            for (int i = 0; i < steps; i++) {
                assertThat(history.path("at").path(i).asLong()).isEqualTo(from + (long) i * step);
            }
            assertThat(history.path("at")).hasSize(steps);
            assertThat(history.path("refused")).hasSize(steps).allMatch(JsonNode::isNull);
            assertThat(history.path("p50")).hasSize(steps);
            assertThat(history.path("p99")).hasSize(steps);
            assertThat(history.path("families").path("cmp")).hasSize(steps);
            assertThat(history.path("delivered").path("asset-archive")).hasSize(steps);
            assertThat(history.path("dead").path("asset-archive")).hasSize(steps);
            assertThat(gateway.ask("/api/v1/history?range=year").statusCode()).isEqualTo(400);
        }
    }
}
