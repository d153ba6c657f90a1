package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.conformance.Kit;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The conformance kit against Serai: it holds every rule, must and should. */
class SeraiConformanceTest {
    private static final List<String> FAMILIES = List.of("campaign", "cmp", "graph", "experimentation");

    private static final Map<String, String> GATEWAY = Map.of(
            "cmp.secrets", "cmp-secret, cmp-next",
            "campaign.basic", "user:campaign-secret, user:campaign-next",
            "graph.secrets", "graph-secret, graph-next",
            "family.experimentation.signature-secrets", "experimentation-secret, experimentation-next",
            "campaign.test-mailings", "999000000002");

    private static final Map<String, String> KIT = Map.of(
            "CONFORMANCE_CMP_SECRET", "cmp-secret\ncmp-next",
            "CONFORMANCE_CAMPAIGN_BASIC", "user:campaign-secret\nuser:campaign-next",
            "CONFORMANCE_EXPERIMENTATION_SECRET", "experimentation-secret\nexperimentation-next",
            "CONFORMANCE_GRAPH_HEADER", "X-Serai-Token: graph-secret\nX-Serai-Token: graph-next");

    @Test
    void holdsEveryRule() throws Exception {
        try (Gateway gateway = Gateway.start(Gateway.Database.H2, GATEWAY)) {
            String url = "http://127.0.0.1:" + gateway.port() + "/webhooks/{family}";
            List<String> arguments = new ArrayList<>(List.of(url, "--json", "--timeout", "5s"));
            FAMILIES.forEach(family -> arguments.addAll(List.of("--family", family)));

            Kit kit = Kit.run(KIT, null, arguments.toArray(String[]::new));

            assertThat(kit.broken()).as(kit.out()).isEmpty();
            assertThat(kit.skipped()).isEmpty();
            assertThat(kit.status()).isZero();
            assertThat(quarantined(gateway)).isZero();
            assertThat(undelivered(gateway)).isZero();
        }
    }

    @Test
    void saysInOneLineThatNothingListens() {
        Kit kit = Kit.run(KIT, null, "http://127.0.0.1:" + Ports.free() + "/webhooks/cmp");

        assertThat(kit.err())
                .startsWith("serai conformance: nothing answers at 127.0.0.1:")
                .contains("start the receiver, or correct the address")
                .hasLineCount(1);
        assertThat(kit.status()).isEqualTo(2);
    }

    /** Each event was one: nothing that the kit sends is taken for garbage. */
    private static long quarantined(Gateway gateway) {
        return count(gateway, "select count(*) from quarantine");
    }

    /** The mailing of the kit is one for tests, so that no person of it reaches a CRM. */
    private static long undelivered(Gateway gateway) {
        return count(
                gateway,
                "select count(*) from delivery d join event e on e.id = d.event_id where e.family = 'campaign'");
    }

    private static long count(Gateway gateway, String sql) {
        return gateway.query(sql).get(0).values().iterator().next() instanceof Number number ? number.longValue() : -1;
    }
}
