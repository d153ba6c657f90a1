package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code cmp.repeat-window}: for so long, and no longer, an identical body is a repeat. */
@ParameterizedClass(name = "{0}")
@MethodSource("gateways")
class RepeatWindowTest {
    private final Gateway gateway;

    static Stream<Gateway> gateways() {
        return Gateway.onEachDatabase(Map.of("cmp.repeat-window", "2s"));
    }

    RepeatWindowTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void countsAnIdenticalBodyAsARepeatUntilTheWindowEnds() {
        Sample event = Sample.assetAdded();

        assertThat(post(event)).contains("\"new\":1");
        assertThat(post(event)).contains("\"duplicate\":1");
        assertThat(post(event.with("other", 1))).contains("\"new\":1");
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(post(event))
                .contains("\"new\":1"));
        assertThat(new Held(gateway).balanced()).isTrue();
    }

    private String post(Sample event) {
        return gateway.post("cmp", event.json()).body();
    }
}
