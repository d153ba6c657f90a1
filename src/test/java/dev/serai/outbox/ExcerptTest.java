package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.serai.database.SqlErrorClassifier;
import dev.serai.outbox.ErrorClassifier.RecordError;
import dev.serai.salesforce.SalesforceErrorClassifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept of the texts of far sides, and that their length costs nothing. */
class ExcerptTest {
    private static final ErrorClassifiers ERRORS =
            new ErrorClassifiers(List.of(new SalesforceErrorClassifier(), new SqlErrorClassifier()));
    private static final int LONG = 1_000_000;
    private static final int SHOWN = 600;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"message":"Property \\"email\\" is 'jane@example.com'","status":"error"} | {message: Property <value> is <value>, status: error}
                    [{"errorCode":"X","fields":["Name"],"message":"no jane@example.com"}]     | {errorCode: X, message: no <address>}
                    {"error":{"code":7,"detail":"Bearer abc.def is over"},"input":{"name":"Jane"}} | {code: 7, detail: Bearer <secret> is over}
                    {"errors":["first","second"],"correlationId":"4711"}                   | {errors: first, errors: second}
                    {"message":"cut off he                                                  | ``
                    {"name":"Jane"}                                                         | ``
                    invalid_payload                                                         | invalid_payload
                    <html><style>p {a: b}</style><h1>Bad Gateway</h1>nginx</html>           | Bad Gateway nginx
                    see https://hooks.slack.com/services/T0/B0/x1 please                    | see <url> please
                    api_key=abc token: xyz password = p                                     | api_key <secret> token <secret> password <secret>
                    key 0123456789abcdef0123456789abcdef is over                            | key <secret> is over
                    """)
    void keepsOfAnAnswerWhatSaysWhatIsWrong(String body, String kept) {
        assertThat(Excerpt.ofAnswer(body)).isEqualTo(kept);
    }

    @Test
    void keepsOneLineOf200CharactersThatNoTerminalObeys() {
        assertThat(Excerpt.ofAnswer("a\r\n2026 INFO forged\u001b[31m\u202e\u0000 \u2028b"))
                .isEqualTo("a 2026 INFO forged [31m b");
        assertThat(Excerpt.ofAnswer("x ".repeat(500))).hasSize(200).endsWith("…");
        assertThat(Excerpt.ofAnswer("\uD83C\uDF37".repeat(500)).length()).isLessThanOrEqualTo(200);
        assertThat(Excerpt.ofAnswer(null)).isEmpty();
    }

    @Test
    void aQuotationThatIsCutShowsNothingOfItsValue() {
        String value = "Jane ".repeat(LONG / 5);

        assertThat(Excerpt.withoutValues("bad value \"" + value + "\" here")).isEqualTo("bad value <value>");
        assertThat(Excerpt.withoutValues("bad value '" + value + "' here")).isEqualTo("bad value <value>");
        assertThat(sql("23000", 1062, "Duplicate entry '" + value + "' for key 'k'"))
                .doesNotContain("Jane");
        assertThat(sql("23000", 1062, "Duplicate entry 'Jane\nSmith' for key 'k'"))
                .isEqualTo("SQLState 23000: Duplicate entry <value> for key 'k'");
        assertThat(sql("23000", 2627, "The duplicate key value is (" + value + ")."))
                .doesNotContain("Jane");
    }

    /** Where each start of a pattern looks at all that follows, this would take hours. */
    @ParameterizedTest
    @MethodSource("nastyShapes")
    void theLengthOfATextCostsNothing(String shape) {
        String text = shape.repeat(LONG / shape.length());
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(Excerpt.ofAnswer("{\"message\":\"" + text)).hasSizeLessThanOrEqualTo(200);
            for (String each : List.of(text, "\"" + text)) {
                assertThat(Excerpt.ofAnswer(each)).hasSizeLessThanOrEqualTo(200);
                assertThat(Excerpt.line(each)).isEqualTo(Excerpt.line(each.substring(0, Excerpt.LOOKED_AT)));
                assertThat(Excerpt.withoutValues(each))
                        .isEqualTo(Excerpt.withoutValues(each.substring(0, Excerpt.LOOKED_AT)));
                assertThat(sql("23000", 1062, "Duplicate entry '" + each)).hasSizeLessThan(SHOWN);
                assertThat(sql("22001", 0, each)).hasSizeLessThan(SHOWN);
                assertThat(record(each, "m", List.of())).hasSizeLessThan(SHOWN);
                assertThat(record("CODE", "No such column '" + each, List.of(each, each)))
                        .hasSizeLessThan(SHOWN);
                assertThat(record("CODE", each, List.of())).hasSizeLessThan(SHOWN);
                SalesforceException call = new SalesforceException(List.of(new RestError(each, each)), 400);
                assertThat(ERRORS.ofCall(call).reason()).hasSizeLessThan(SHOWN);
            }
        });
    }

    static Stream<String> nastyShapes() {
        return Stream.of(
                "a",
                "a@",
                "'",
                "\"a",
                "'a ",
                "{",
                "[[\"",
                "\\\"",
                ":",
                ": ",
                " ",
                "-",
                "<",
                "<a",
                "a-1",
                "key=",
                "http://a",
                "; SQL statement:",
                " VALUES ",
                "Duplicate entry '",
                "No such column '",
                "\n",
                "\u0000",
                "\u202e",
                "\uD83C",
                "bearer ",
                "token: ",
                "too many ");
    }

    private static String sql(String state, int code, String message) {
        return ERRORS.ofCall(new SQLException(message, state, code)).reason();
    }

    private static String record(String code, String message, List<String> fields) {
        return ERRORS.ofRecord(new RecordError(code, message, fields)).toString();
    }
}
