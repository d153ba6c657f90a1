package dev.serai.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormFieldsTest {
    @Test
    void linesAreHeaders() {
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .set("headers", "X-GitHub-Event: push\r\n\r\n X-Url :https://example.com:8080/\nX-Empty\n");

        assertThat(new FormFields(form).headers("headers"))
                .isEqualTo(Map.of("X-GitHub-Event", "push", "X-Url", "https://example.com:8080/", "X-Empty", ""));
        assertThat(new FormFields(form).headers("none")).isEmpty();
    }
}
