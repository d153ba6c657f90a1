package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final Sender SENDER = Sender.closed()
            .orPath(List.of("segment"))
            .orBasic(List.of("user:pass:word"))
            .orHeader("Key", List.of("old", "new"));

    @Test
    void letsNobodyInWithoutASecret() {
        assertThat(Sender.closed().configured()).isFalse();
        assertThat(Sender.closed().matches(Map.of("Key", "")::get, "")).isEqualTo(-1);
    }

    @Test
    void letsEverybodyInWhenOpenedOnPurpose() {
        assertThat(Sender.open().configured()).isTrue();
        assertThat(Sender.open().isOpen()).isTrue();
        assertThat(Sender.open().matches(Map.<String, String>of()::get, null)).isZero();
    }

    @Test
    void namesTheSecretThatMatchedByItsPosition() {
        assertThat(SENDER.matches(Map.<String, String>of()::get, "segment")).isEqualTo(1);
        assertThat(SENDER.matches(Map.of("Authorization", "Basic dXNlcjpwYXNzOndvcmQ=")::get, null))
                .isEqualTo(2);
        assertThat(SENDER.matches(Map.of("Key", "old")::get, null)).isEqualTo(3);
        assertThat(SENDER.matches(Map.of("Key", "new")::get, "wrong")).isEqualTo(4);
    }

    @Test
    void comparesAHeaderThatLooksLikeBasicAsItIs() {
        Sender sender = Sender.closed().orHeader("Authorization", List.of("basic  key"));

        assertThat(sender.matches(Map.of("Authorization", "basic  key")::get, null))
                .isEqualTo(1);
        assertThat(sender.matches(Map.of("Authorization", "basic other")::get, null))
                .isEqualTo(-1);
    }

    @Test
    void takesASecretOnlyWhereItBelongs() {
        assertThat(SENDER.matches(Map.of("Key", "segment")::get, "new")).isEqualTo(-1);
        assertThat(SENDER.matches(Map.of("Authorization", "new")::get, null)).isEqualTo(-1);
    }
}
