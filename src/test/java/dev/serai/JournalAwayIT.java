package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.database.Postgres;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a sender and an operator see when the database of the journal goes away. */
class JournalAwayIT {
    @Test
    void aWebhookIsRefusedUntilItCanBeKept() throws Exception {
        Postgres postgres = Postgres.start(0);
        try (Gateway gateway = Gateway.start(
                postgres.newDatabase(), Database.POSTGRESQL.user(), Map.of("journal.commit-timeout", "1s"))) {
            assertThat(gateway.post("campaign", sample("campaign/bounce")).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");

            postgres.close();

            HttpResponse<String> refused = gateway.post("campaign", sample("campaign/click"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(gateway.health().get("status").asText()).isEqualTo("DOWN");
            assertThat(gateway.ask("/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(gateway.ask("/observe/health/ready").body())
                    .isEqualTo("{\"status\":\"DOWN\",\"reason\":\"journal: no answer; webhooks get 503\"}");
            assertThat(gateway.ask("/observe/health/live").statusCode()).isEqualTo(200);
        }
    }
}
