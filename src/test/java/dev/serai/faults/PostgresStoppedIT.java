package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is stopped while webhooks arrive, and comes back. */
@Timeout(1800)
class PostgresStoppedIT {
    private static final long SEED = 20260302;
    /** Of {@code pg_ctl}: all sessions end; a crash. */
    private static final List<String> MODES = List.of("fast", "immediate");

    @Test
    void theGatewayRefusesMeanwhileAndGoesOnByItself(@TempDir Path directory) throws Exception {
        int stops = Figures.count(1, 20);
        int port = Ports.free();
        try (StoppablePostgres postgres = new StoppablePostgres(directory.resolve("data"));
                Arrivals arrivals = new Arrivals();
                Load load = new Load(SEED, port)) {
            Map<String, String> settings = new HashMap<>(arrivals.settings());
            settings.put("journal.commit-timeout", "1s");
            try (Running gateway = Running.start(port, postgres.url(), postgres.user(), settings)) {
                load.mixed();
                for (int stop = 0; stop < stops; stop++) {
                    load.keeps(200);
                    postgres.stop(MODES.get(stop % MODES.size()));
                    load.isRefused(10);
                    assertThat(gateway.health().get("status").asText()).isEqualTo("DOWN");
                    postgres.start();
                }
                load.keeps(200);
                assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");
                load.end();
                JsonNode ledger = gateway.settled();
                Balance balance = Balance.of(load, arrivals, postgres.url(), postgres.user());
                Figures.write(balance.line(
                        2,
                        "PostgreSQL stopped under load, as a crash or not, and started again",
                        "PostgreSQL",
                        stops + " times",
                        "the gateway is not restarted"));
                balance.holds(ledger);
            }
        }
    }
}
