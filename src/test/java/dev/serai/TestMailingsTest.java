package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The events of a mailing that exists only for tests are kept, and go to no destination. */
class TestMailingsTest {
    @ParameterizedTest
    @EnumSource(Database.class)
    void itsEventsAreKeptAndGoNowhere(Database database) {
        String real = SamplePayloads.read("campaign/unsubscribe");
        String test = real.replaceAll("\"mailingId\"\\s*:\\s*\\d+", "\"mailingId\": 600000000001")
                .replaceAll("\"id\"\\s*:\\s*\"", "\"id\": \"test-");
        assertThat(test).contains("600000000001").isNotEqualTo(real);

        try (Gateway gateway = Gateway.start(database, Map.of("campaign.test-mailings", "600000000002,600000000001"))) {
            assertThat(gateway.post("campaign", test).body()).contains("\"new\":1");
            assertThat(gateway.post("campaign", real).body()).contains("\"new\":1");

            assertThat(gateway.query("select id from event")).hasSize(2);
            assertThat(gateway.query("select destination from delivery")).hasSize(1);
            assertThat(gateway.query("select sum(filtered) as filtered from event_count"))
                    .extracting(row -> String.valueOf(row.get("filtered")))
                    .containsExactly("1");
            assertThat(gateway.ask("/api/v1/events?family=campaign&since=2020-01-01T00:00:00Z")
                            .body())
                    .contains("\"test\":true,\"destinations\":[]", "\"test\":false,\"destinations\":[{");
        }
    }
}
