package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Routes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a case that fails says of a header that is a secret. */
@SuppressWarnings("NullAway.Init")
class SecretHeaderCaseTest {
    @TempDir
    Path directory;

    @Test
    void isNotQuoted() throws Exception {
        Routes.copyTo(directory).edit("destinations/hubspot-bounces.test.yaml", "Bearer is-not-set", "Bearer other");

        assertThat(Cases.check(directory).findings().toString())
                .contains("Authorization is not as expected")
                .doesNotContain("is-not-set", "Bearer other");
    }
}
