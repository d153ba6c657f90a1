package dev.serai.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/events/0190?payload=true&q=a%20b", "/console?x=1"})
    void goesToAPageOfTheConsole(String to) {
        assertThat(LocalPath.of(to)).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com/console",
                "//evil.example.com/console",
                "/\\evil.example.com",
                "/console\\..\\..\\evil",
                "/consoles.example.com",
                "/console@evil.example.com",
                "/console/../api/v1/events",
                "/console/%2E%2e/api/v1/events",
                "/console/x\r\nSet-Cookie: a=b",
                "/console/\"><script>",
                "javascript:alert(1)",
                "/api/v1/events",
                "/console/login?to=/console/login",
                "/console/logout",
                ""
            })
    void goesNowhereElse(String to) {
        assertThat(LocalPath.of(to)).isEqualTo("/console");
    }

    @Test
    void goesToTheFirstPageIfNoneIsNamed() {
        assertThat(LocalPath.of(null)).isEqualTo("/console");
        assertThat(LocalPath.of("/console/" + "a".repeat(3_000))).isEqualTo("/console");
    }
}
