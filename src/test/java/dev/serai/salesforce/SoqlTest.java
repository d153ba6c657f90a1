package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoqlTest {
    /** As FindPeople asks. */
    private static List<String> lookUps(String type, Set<String> fields, List<String> addresses, String condition) {
        return Soql.groups(type, fields, addresses, condition).stream()
                .map(group -> Soql.lookUp(type, fields, group, condition))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    a@x.de          | 'a@x.de'
                    o'neil@x.de     | 'o\\'neil@x.de'
                    \\' OR Name LIKE '%@x.de | '\\\\\\' OR Name LIKE \\'%@x.de'
                    back@x.de\\     | 'back@x.de\\\\'
                    """)
    void quotesWhatWouldEndALiteral(String text, String literal) {
        assertThat(Soql.literal(text)).isEqualTo(literal);
    }

    @Test
    void asksForTheFieldsAndTheCondition() {
        List<String> statements =
                lookUps("Lead", Set.of("HasOptedOutOfEmail"), List.of("a@x.de", "b@x.de"), "IsConverted = false");

        assertThat(statements)
                .containsExactly("SELECT Id, Email, HasOptedOutOfEmail FROM Lead WHERE Email IN ('a@x.de','b@x.de')"
                        + " AND IsConverted = false");
    }

    @Test
    void asksForNobodyWithNoStatement() {
        assertThat(lookUps("Contact", Set.of(), List.of(), "")).isEmpty();
    }

    @Test
    void asksForABatchOfOrdinaryAddressesAtOnce() {
        List<String> addresses = IntStream.range(0, 200)
                .mapToObj(i -> "firstname.lastname" + i + "@example.com")
                .toList();

        assertThat(lookUps("Contact", Set.of(), addresses, "")).hasSize(1);
    }

    @Test
    void cutsWhereTheUriWouldBecomeTooLong() {
        List<String> addresses = IntStream.range(0, 200)
                .mapToObj(i -> "ü".repeat(60) + i + "@x.de")
                .toList();

        List<String> statements = lookUps("Contact", Set.of(), addresses, "");

        assertThat(statements).hasSizeGreaterThan(1).allSatisfy(statement -> assertThat(
                        URLEncoder.encode(statement, StandardCharsets.UTF_8))
                .hasSizeLessThan(12_000));
        assertThat(String.join("", statements)).contains(addresses);
    }
}
