package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.lint.ConfigLint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code config/application.properties} is the reference: every key there is, its default, one sentence. */
class ShippedConfigurationTest {

    @Test
    void namesEveryKeyThatIsAskedForWithItsDefault() throws Exception {
        QuietGateway gateway = new QuietGateway();
        try {
            assertThat(ConfigLint.check(Path.of("config/application.properties"), gateway.asked()))
                    .isEmpty();
        } finally {
            gateway.stop();
        }
    }
}
