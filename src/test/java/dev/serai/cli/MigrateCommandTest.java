package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code serai migrate} and {@code serai verify} on the journal of a real gateway. */
class MigrateCommandTest {
    private static final String TARGET_USER = Database.POSTGRESQL.user();

    private static Ended serai(String url, Database database, String... arguments) {
        return Ended.of(
                Map.of("JOURNAL_URL", url, "JOURNAL_USER", database.user(), "MIGRATE_USER", TARGET_USER), arguments);
    }

    private static Ended verify(String url, Database database) {
        return serai(url, database, "verify");
    }

    /** The ledger without the ages, which go on. */
    private static JsonNode ledger(Gateway gateway) {
        JsonNode ledger = gateway.settled();
        ledger.path("destinations").forEach(each -> ((ObjectNode) each).remove("oldestWaitingSeconds"));
        return ledger;
    }

    @Test
    void theGatewayGoesOnAfterTheMove() {
        String from = Database.H2.emptyUrl();
        String to = Database.POSTGRESQL.emptyUrl();
        JsonNode before;
        try (Gateway gateway = Gateway.start(from, Database.H2.user(), Map.of())) {
            gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            gateway.post("campaign", Gateway.sample("campaign/bounce"));
            gateway.post("graph", "no json");
            before = ledger(gateway);
        }

        Ended moved = serai(from, Database.H2, "migrate", "--to", to);

        assertThat(moved.status()).as(moved.out() + moved.err()).isZero();
        assertThat(moved.out())
                .containsPattern("event +2 +2 +[0-9a-f]{16} +equal")
                .contains("The ledgers of both are equal.", "Next: set journal.url=" + to)
                .doesNotContain("DIFFERENT");
        assertThat(moved.err()).contains("copy event: 0 of 2 rows");
        assertThat(verify(from, Database.H2).out()).contains("2 events", "nothing differs");
        assertThat(serai(from, Database.H2, "migrate", "--to", to).err()).contains("is not empty: its table ");
        try (Gateway gateway = Gateway.start(to, TARGET_USER, Map.of())) {
            assertThat(ledger(gateway)).isEqualTo(before);
            assertThat(gateway.post("campaign", Gateway.sample("campaign/bounce"))
                            .body())
                    .contains("\"duplicate\":1");
            // beside a running gateway
            Ended verified = verify(to, Database.POSTGRESQL);
            assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
            assertThat(serai(to, Database.POSTGRESQL, "migrate", "--to", Database.H2.emptyUrl())
                            .err())
                    .contains("a gateway runs on the journal", "stop every gateway");
        }
    }

    @Test
    void tellsWhatDiffersAndWhatThatMeans() {
        String url = Database.POSTGRESQL.emptyUrl();
        try (Gateway gateway = Gateway.start(url, TARGET_USER, Map.of())) {
            gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            gateway.post("campaign", Gateway.sample("campaign/bounce"));
            gateway.settled();
            gateway.execute("update event set payload = '[1' where family = 'campaign'");
            gateway.execute("delete from event where family = 'cmp'");
            gateway.execute("update destination set delivered = delivered + 3 where name = 'asset-archive'");

            Ended ended = verify(url, Database.POSTGRESQL);

            assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
            assertThat(ended.out())
                    .containsPattern("day=20\\d\\d-\\d\\d-\\d\\d family=cmp type=asset_added counted_more_than_kept=1")
                    .contains("destination=asset-archive counted_more_than_kept=3")
                    .containsPattern("deliveries without event +1")
                    .containsPattern("event=[0-9a-f-]{36} no JSON object")
                    .contains("→ ", "the journal is not as it was counted");
            JsonNode json = serai(url, Database.POSTGRESQL, "verify", "--json").json();
            assertThat(json.path("right").asBoolean(true)).isFalse();
            assertThat(json.path("events").asLong()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        String h2 = Database.H2.emptyUrl();

        assertThat(serai(h2, Database.H2, "migrate", "--to", "jdbc:postgresql://localhost/x?password=geheim"))
                .satisfies(ended -> {
                    assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
                    assertThat(ended.err()).contains("MIGRATE_PASSWORD").doesNotContain("geheim");
                });
        assertThat(serai(h2, Database.H2, "migrate", "--to", "jdbc:mariadb://localhost/x")
                        .err())
                .contains("--to: must begin with jdbc:h2: or jdbc:postgresql:");
        assertThat(serai(h2, Database.H2, "migrate", "--to", h2).err()).contains("the same database");
        assertThat(verify(h2, Database.H2).err()).contains("is not there; correct the URL");
        assertThat(verify("jdbc:postgresql://127.0.0.1:1/x", Database.POSTGRESQL)
                        .err())
                .contains("does not answer: SQLState 08001");
    }
}
