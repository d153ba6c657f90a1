package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.faults.Kind.Named;
import dev.serai.faults.Kind.Place;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Salesforce is away while webhooks arrive, and comes back. */
@Timeout(3600)
class OutageIT {
    private static final long SEED = 20260307;
    private static final int RECORDS_PER_CALL = 200;
    private static final Duration OUTAGE = Figures.LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(10);

    @Test
    void everythingIsDeliveredWhenSalesforceIsBackAndTheArchiveDoesNotNotice() throws Exception {
        String url = Database.POSTGRESQL.newUrl();
        String user = Database.POSTGRESQL.user();
        int port = Ports.free();
        try (Arrivals arrivals = new Arrivals();
                Load load = new Load(SEED, port);
                Running gateway = Running.start(port, url, user, settings(arrivals))) {
            load.campaign(2, 35, Duration.ofMillis(200)).cmp(1, Duration.ofMillis(50));
            load.keeps(200);

            arrivals.salesforce.faults().on("services/data").always().unavailable();
            int callsBefore = arrivals.salesforce.requests().size();
            int before = load.kept.size();
            load.goesOn(OUTAGE);
            theArchiveHas(assets(load), arrivals);
            long rate = (load.kept.size() - before) / OUTAGE.toSeconds();

            int calls = arrivals.salesforce.requests().size() - callsBefore;
            long begun = System.nanoTime();
            arrivals.salesforce.faults().clear();
            load.end();
            JsonNode ledger = gateway.settled(OUTAGE.multipliedBy(2).plusSeconds(60));
            Duration recovery = Duration.ofNanos(System.nanoTime() - begun);

            Balance balance = Balance.of(load, arrivals, url, user);
            long records = load.kept.stream()
                    .filter(event -> event.kind().goesTo(Place.SALESFORCE))
                    .count();
            String remark =
                    "all delivered %,d s after its end; %,d upserts for %,d records, where %,d full ones would do; "
                            .formatted(
                                    recovery.toSeconds(),
                                    upserts(arrivals),
                                    records,
                                    -Math.floorDiv(-records, RECORDS_PER_CALL));
            String meanwhile = "%,d calls of any kind meanwhile, and the archive went on".formatted(calls);
            Figures.write(balance.line(
                    3,
                    "Salesforce answers 503 for " + OUTAGE.toSeconds() + " s",
                    "PostgreSQL",
                    rate + " events/s",
                    remark + meanwhile));
            balance.holds(ledger);
        }
    }

    /** As shipped, but a batch does not wait 30 s to be full, which would count as recovery. */
    private static Map<String, String> settings(Arrivals arrivals) {
        Map<String, String> settings = new HashMap<>(arrivals.settings());
        settings.put("outbox.max-linger", "1s");
        if (Figures.LONG) {
            settings.remove("outbox.retry-delays");
        }
        return settings;
    }

    private static List<String> assets(Load load) {
        return load.kept.stream()
                .filter(event -> event.kind() == Kind.ASSET)
                .map(Named::name)
                .toList();
    }

    private static void theArchiveHas(List<String> assets, Arrivals arrivals) {
        Patience.atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(arrivals.rows()).containsAll(assets));
    }

    private static int upserts(Arrivals arrivals) {
        return (int) arrivals.salesforce.requests().stream()
                .filter(request -> request.path().endsWith("/composite/sobjects/Email_Event__c/Event_Key__c"))
                .count();
    }
}
