package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways share a PostgreSQL and the webhooks, and the one that works the destinations falls out. */
@Timeout(1800)
class TwoGatewaysIT {
    private static final long SEED = 20260306;
    private static final String USER = Database.POSTGRESQL.user();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String url = Database.POSTGRESQL.newUrl();
    private final int[] ports = {Ports.free(), Ports.free()};

    private final List<Running> started = new ArrayList<>();

    @AfterEach
    void killAll() {
        started.forEach(Running::kill);
    }

    @Test
    void theOtherTakesOverWhenOneIsKilled() throws Exception {
        int kills = Figures.count(2, 20);
        try (Arrivals arrivals = new Arrivals();
                Load load = new Load(SEED, ports)) {
            Running working = start(arrivals, 0);
            load.mixed();
            for (int kill = 1; kill <= kills; kill++) {
                Running other = start(arrivals, kill % 2);
                load.keeps(200);
                String owner = owner();
                working.kill();
                takenOverFrom(owner);
                working = other;
            }
            settles("one of two gateways killed with -9 under load", kills + " times", load, arrivals, working);
        }
    }

    @Test
    void oneThatWasStoppedForLongerThanItsLeaseDoesNoHarmWhenItGoesOn() throws Exception {
        int stops = Figures.count(1, 10);
        try (Arrivals arrivals = new Arrivals();
                Load load = new Load(SEED, ports)) {
            Running working = start(arrivals, 0);
            Running other = start(arrivals, 1);
            load.mixed();
            for (int stop = 0; stop < stops; stop++) {
                load.keeps(200);
                String owner = owner();
                working.signal("STOP");
                takenOverFrom(owner);
                working.signal("CONT");
                Running before = working;
                working = other;
                other = before;
            }
            load.keeps(200);
            settles(
                    "one of two gateways stopped for longer than its lease under load, then going on",
                    stops + " times",
                    load,
                    arrivals,
                    working);
        }
    }

    private Running start(Arrivals arrivals, int which) throws Exception {
        Running gateway = Running.start(ports[which], url, USER, arrivals.settings());
        started.add(gateway);
        return gateway;
    }

    private void settles(String fault, String tried, Load load, Arrivals arrivals, Running gateway) throws Exception {
        load.end();
        JsonNode ledger = gateway.settled();
        Balance balance = Balance.of(load, arrivals, url, USER);
        Figures.write(balance.line(6, fault, "PostgreSQL", tried, ""));
        balance.holds(ledger);
    }

    /** The one that works all the destinations. */
    private String owner() {
        return Patience.atMost(PATIENCE)
                .until(this::owners, owners -> owners.size() == 1)
                .get(0);
    }

    private void takenOverFrom(String owner) {
        Patience.atMost(PATIENCE).until(this::owners, owners -> !owners.contains(owner));
    }

    private List<String> owners() {
        return Arrivals.column(url, USER, "select distinct owner from destination");
    }
}
