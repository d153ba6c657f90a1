package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway is killed while webhooks arrive. */
@Timeout(1800)
class KilledIT {
    private static final long SEED = 20260301;
    private static final int MAX_LIFE_MILLIS = 2_000;

    @ParameterizedTest
    @EnumSource
    void everyEventThatGotA200ArrivesOnceHoweverOftenTheGatewayIsKilled(Database database) throws Exception {
        int kills = Figures.count(2, 20);
        Random random = new Random(SEED);
        String url = database.newUrl();
        int port = Ports.free();
        try (Arrivals arrivals = new Arrivals();
                Load load = new Load(SEED, port)) {
            load.mixed();
            for (int kill = 0; kill < kills; kill++) {
                try (Running gateway = Running.start(port, url, database.user(), arrivals.settings())) {
                    load.keeps(1);
                    load.goesOn(Duration.ofMillis(random.nextInt(MAX_LIFE_MILLIS)));
                    gateway.kill();
                }
            }
            JsonNode ledger;
            try (Running gateway = Running.start(port, url, database.user(), arrivals.settings())) {
                load.end();
                ledger = gateway.settled();
            }
            Balance balance = Balance.of(load, arrivals, url, database.user());
            Figures.write(
                    balance.line(1, "`kill -9` of the gateway under load", database.toString(), kills + " times", ""));
            balance.holds(ledger);
        }
    }
}
