package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.journal.Journal;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk of the journal is full while webhooks arrive, and then there is space again. */
@Timeout(1800)
class FullDiskIT {
    private static final long SEED = 20260305;
    private static final int MEGABYTES = 250;
    private static final String FAULT = "the journal's disk full under load, then space again";

    @Test
    void postgresqlGoesOnAsSoonAsThereIsSpace() throws Exception {
        int times = Figures.count(1, 5);
        int port = Ports.free();
        try (SmallDisk disk = new SmallDisk(MEGABYTES);
                StoppablePostgres postgres = new StoppablePostgres(disk.path("data"));
                Arrivals arrivals = new Arrivals();
                Load load = load(port);
                Running gateway = Running.start(port, postgres.url(), postgres.user(), arrivals.settings())) {
            for (int time = 0; time < times; time++) {
                refuses(load, disk, gateway);
                disk.free();
                postgres.startIfItEnded();
                load.keeps(200);
            }
            assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");
            load.end();
            JsonNode ledger = gateway.settled();
            Balance balance = Balance.of(load, arrivals, postgres.url(), postgres.user());
            Figures.write(balance.line(
                    5, FAULT, "PostgreSQL", times + " times", "goes on by itself as soon as there is space"));
            balance.holds(ledger);
        }
    }

    /** H2 closes its file for good when it cannot write. */
    @Test
    void h2GoesOnWhenTheGatewayIsStartedAgain() throws Exception {
        int times = Figures.count(1, 5);
        int port = Ports.free();
        try (SmallDisk disk = new SmallDisk(MEGABYTES);
                Arrivals arrivals = new Arrivals();
                Load load = load(port)) {
            String url = Journal.completeUrl("jdbc:h2:file:" + disk.path("journal"));
            String user = Database.H2.user();
            for (int time = 0; time < times; time++) {
                try (Running gateway = Running.start(port, url, user, arrivals.settings())) {
                    refuses(load, disk, gateway);
                    disk.free();
                    load.isRefused(5);
                    gateway.kill();
                }
            }
            JsonNode ledger;
            try (Running gateway = Running.start(port, url, user, arrivals.settings())) {
                load.keeps(200);
                load.end();
                ledger = gateway.settled();
            }
            Balance balance = Balance.of(load, arrivals, url, user);
            Figures.write(balance.line(
                    5, FAULT, "H2", times + " times", "the gateway has to be started again, and its health says so"));
            balance.holds(ledger);
        }
    }

    private static Load load(int port) {
        return new Load(SEED, port).mixed();
    }

    /** A commit that is small enough may still succeed, and then its health is good until the next one fails. */
    private static void refuses(Load load, SmallDisk disk, Running gateway) throws Exception {
        load.keeps(200);
        long before = load.refused.sum();
        Patience.atMost(Duration.ofSeconds(90)).until(() -> {
            disk.fill();
            return load.refused.sum() >= before + 20
                    && gateway.health().get("status").asText().equals("DOWN");
        });
    }
}
