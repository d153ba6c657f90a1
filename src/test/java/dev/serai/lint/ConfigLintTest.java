package dev.serai.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test takes a configuration that keeps every rule, breaks exactly one thing, and reads what the lint says. */
class ConfigLintTest {
    private static final Set<String> ASKED =
            Set.of("receive.host", "receive.port", "cmp.secrets", "database.archive.url");
    private static final String SENTENCE = " - write a sentence in a comment right above it, full stop included";
    private static final String VALID = """
            # --- receive ---

            # Where to listen.
            receive.host=0.0.0.0
            receive.port=8080
            # The secrets of CMP,
            # separated by commas.
            cmp.secrets=
            # The archive; others by their own name.
            database.archive.url=
            #database.crm.url=jdbc:postgresql://crm/serai
            # Camel's own.
            camel.main.name=serai
            """;

    private final Path directory;

    ConfigLintTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void findsNothingInAConfigurationThatKeepsEveryRule() throws IOException {
        finds(VALID);
    }

    @Test
    void wantsASentenceAboveEachKey() throws IOException {
        finds(
                VALID.replace("# Where to listen.\n", ""),
                "3: nothing is said about receive.host" + SENTENCE,
                "4: nothing is said about receive.port" + SENTENCE);
    }

    @Test
    void wantsTheSentenceRightAboveTheKey() throws IOException {
        finds(VALID.replace("by commas.\n", "by commas.\n\n"), "9: nothing is said about cmp.secrets" + SENTENCE);
    }

    @Test
    void wantsASentenceAndNotAWord() throws IOException {
        finds(VALID.replace("by commas.", "by commas"), "8: nothing is said about cmp.secrets" + SENTENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel.Name", "camel.main_name", "camel", "camel.-name", "CAMEL_NAME"})
    void wantsKeysSpeltAlike(String key) throws IOException {
        assertThat(check(VALID.replace("camel.main.name", key)))
                .contains("13: " + key + " is spelt unlike the others"
                        + " - write small words with hyphens, separated by dots");
    }

    @Test
    void wantsEachKeyOnce() throws IOException {
        finds(
                VALID.replace("receive.port=8080", "receive.port=8080\nreceive.port = 8080"),
                "6: receive.port is there twice, and the last one wins - keep one of them");
    }

    @Test
    void wantsEveryKeyThatIsAskedFor() throws IOException {
        finds(
                VALID.replace("receive.port=8080\n", ""),
                "12: receive.port is asked for and missing - add it with a sentence and its default");
    }

    @Test
    void wantsNoKeyThatNobodyAsksFor() throws IOException {
        finds(
                VALID.replace("receive.port=8080", "receive.port=8080\nreceive.prot=8080"),
                "6: nobody asks for receive.prot - mend its name or take it out");
    }

    @Test
    void wantsExamplesOnlyWhereTheUserChoosesTheName() throws IOException {
        finds(
                VALID.replace("receive.port=8080", "#receive.port=8080"),
                "5: receive.port is commented out, and the reference lacks it - write the key with its default",
                "13: receive.port is asked for and missing - add it with a sentence and its default");
    }

    @Test
    void wantsExamplesThatWouldWork() throws IOException {
        finds(
                VALID.replace("#database.crm.url", "#database.crm.uri"),
                "11: database.crm.uri is commented out, and the reference lacks it - write the key with its default");
    }

    private List<String> check(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("application.properties"), text);
        return ConfigLint.check(file, ASKED).stream()
                .map(finding -> finding.toString().substring(file.toString().length() + 1))
                .toList();
    }

    private void finds(String text, String... messages) throws IOException {
        assertThat(check(text)).isEqualTo(List.of(messages));
    }
}
