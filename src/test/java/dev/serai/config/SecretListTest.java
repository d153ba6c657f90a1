package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the secrets of senders are written, and what is said of those that cannot be meant. */
@SuppressWarnings("NullAway.Init")
class SecretListTest {
    @TempDir
    Path directory;

    private Config configuration(String line) throws IOException {
        return Config.load(Files.writeString(directory.resolve("application.properties"), line + "\n"), Map.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    one                    | one
                    one,two                | one;two
                    ' one , two ,'         | one;two
                    "one,two"              | one,two
                    "one,two","three",four | one,two;three;four
                    ' "a ""b"", c" , d '   | a "b", c;d
                    in"side,two            | in"side;two
                    pass\\word             | pass\\word
                    ''                     | ''
                    ,,                     | ''
                    """)
    void readsValuesInQuotesWithTheirCommas(String text, String secrets) {
        assertThat(String.join(";", SecretList.of(text))).isEqualTo(secrets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"one", "one,\"two", "\"one\"two", "\"", "\"\"\""})
    void refusesAQuoteThatIsNotClosed(String secrets) throws IOException {
        Config configuration = configuration("cmp.secrets=" + secrets);

        assertThat(configuration.section("cmp").secrets("secrets")).isEmpty();

        assertThatThrownBy(configuration::complain)
                .hasMessageContaining("application.properties:1: cmp.secrets has a double quote that is not closed")
                .hasMessageContaining("write a secret with a comma");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nocolon-9417            | value 1 of 1
                    user:one-9417,two-9417  | value 2 of 2
                    :no-user-9417           | value 1 of 1
                    """)
    void refusesBasicWithoutAUserBeforeAColon(String users, String place) throws IOException {
        Config configuration = configuration("campaign.basic=" + users);
        configuration.section("campaign").users("basic");

        assertThatThrownBy(configuration::complain)
                .hasMessageContaining(":1: campaign.basic must be user:password, but " + place)
                .hasMessageContaining("stands in double quotes")
                .hasMessageNotContaining("9417");
    }

    @Test
    void takesBasicWithACommaInQuotes() throws IOException {
        Config configuration =
                configuration("campaign.basic=\"user:a long pass,word\",\u00fcser:long pass:w\u00f6rd of 20");

        assertThat(configuration.section("campaign").users("basic"))
                .containsExactly("user:a long pass,word", "\u00fcser:long pass:w\u00f6rd of 20");
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void warnsOfShortSecretsWithoutQuotingThem() throws IOException {
        Config configuration =
                configuration("cmp.secrets=short-9417,0123456789abcdef\ncampaign.basic=a-long-user-name:short-9417");
        configuration.section("cmp").secrets("secrets");
        configuration.section("campaign").users("basic");

        List<String> warnings = configuration.warnings();
        assertThat(warnings).hasSize(2).noneMatch(warning -> warning.contains("9417"));
        assertThat(warnings.get(0)).startsWith("cmp.secrets has 1 of 2 secrets with fewer than 16 characters");
        assertThat(warnings.get(1)).startsWith("campaign.basic has 1 of 1 secrets with fewer than 16 characters");
    }
}
