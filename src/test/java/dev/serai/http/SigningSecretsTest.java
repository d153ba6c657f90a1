package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SigningSecretsTest {
    private static final String GOOD = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    Path directory;

    private Config config(Map<String, String> environment) throws IOException {
        return Config.load(directory.resolve("none.properties"), environment);
    }

    private static int signatures(Config config, String name) {
        return SigningKeys.of(SigningSecrets.all(config)).of(name).size();
    }

    @Test
    void anyNameMayHaveSecrets() throws IOException {
        Config config = config(Map.of("SIGNATURE_BIG_SHOP_SECRETS", GOOD + "," + GOOD));

        assertThat(signatures(config, "big-shop")).isEqualTo(2);
        assertThat(signatures(config, "partner")).isZero();
        assertThat(signatures(config, "nobody")).isZero();
    }

    @Test
    void anotherFormIsAProblemThatNamesTheKeyAndNotTheSecret() throws IOException {
        Config config = config(Map.of("SIGNATURE_PARTNER_SECRETS", GOOD + ",whsec_c2hvcnQ="));

        SigningSecrets.all(config);

        assertThat(config.problems())
                .containsExactly("SIGNATURE_PARTNER_SECRETS in the environment: signature.partner.secrets has a secret"
                        + " (2 of 2) that must be whsec_ and base64 of 24 to 64 bytes");
    }

    @Test
    void isMaskedWhereTheConfigurationIsShown() throws IOException {
        Config config = config(Map.of("SIGNATURE_PARTNER_SECRETS", GOOD));
        SigningSecrets.all(config);

        assertThat(config.effective(Set.of()))
                .filteredOn(each -> each.key().equals("signature.partner.secrets"))
                .singleElement()
                .satisfies(each -> assertThat(each.isMasked()).isTrue());
    }

    @Test
    void aFileMayHaveOthersAtAnyTime() throws IOException {
        Path file = Files.writeString(directory.resolve("secrets"), GOOD + "\n");
        SigningSecrets secrets = SigningSecrets.all(config(Map.of("SIGNATURE_PARTNER_SECRETS_FILE", file.toString())))
                .get("partner");
        assertThat(secrets).isNotNull();
        assertThat(secrets.signers()).hasSize(1);

        Files.writeString(file, GOOD + "\n" + GOOD + "\n# until 2020-01-01T00:00:00Z\n" + GOOD + "\n");
        assertThat(secrets.signers()).as("the third has ended").hasSize(2);

        Files.writeString(file, "whsec_half");
        assertThat(secrets.signers()).as("those before stay").hasSize(2);
        Files.delete(file);
        assertThat(secrets.signers()).hasSize(2);
    }
}
