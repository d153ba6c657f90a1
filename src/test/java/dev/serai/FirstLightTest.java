package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstLightTest {
    @ParameterizedTest
    @EnumSource(Gateway.Database.class)
    void keeps(Gateway.Database database) {
        try (Gateway gateway = Gateway.start(database)) {
            assertThat(gateway.post("campaign", Gateway.sample("campaign/open")).body())
                    .isEqualTo("{\"received\":2,\"new\":2,\"duplicate\":0,\"quarantined\":0}");
            assertThat(gateway.post("campaign", Gateway.sample("campaign/open")).body())
                    .isEqualTo("{\"received\":2,\"new\":0,\"duplicate\":2,\"quarantined\":0}");
            assertThat(gateway.query("select * from event")).hasSize(2);
            assertThat(gateway.post("cmp", Gateway.sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(gateway.query("select * from asset_archive"))
                            .hasSize(1));
            System.out.println(gateway.ledger());
        }
    }
}
