package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions in Simple that hold for every event or for none. */
@SuppressWarnings("NullAway.Init")
class SimpleConditionsTest {
    private static final String ROUTER = """
            - route:
                id: campaign
                from:
                  uri: direct:campaign
                  steps:
                    - filter:
                        expression:
                          simple:
                            expression: |-
                              %s
                        steps:
                          - to: outbox:crm
            """;
    private static final int LINE = 10;
    private static final int COLUMN = 19;

    @TempDir
    Path directory;

    /** What Camel makes of a condition for one type of event: a decision that the words do not say. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            ${header.eventType} == 'bounce' || 'spamcomplaint'              -> open          -> true
            ${header.eventType} != 'bounce' || ${header.eventType} != 'open' -> bounce       -> true
            ${header.eventType} == 'bounce' && ${header.eventType} == 'open' -> bounce       -> false
            ${header.eventType} in 'bounce, open'                           -> open          -> false
            ${header.eventType} !in 'bounce, open'                          -> open          -> true
            ${header.eventType == 'bounce'}                                 -> bounce        -> false
            ${header.eventType = 'bounce'}                                  -> bounce        -> false
            ${header.eventType != 'bounce'}                                 -> open          -> false
            ${header.type} == 'bounce'                                      -> bounce        -> false
            ${header.eventtyp} != 'bounce'                                  -> bounce        -> true
            ${header.eventType} == 'Bounce'                                 -> bounce        -> false
            ${header.eventType} != 'Bounce'                                 -> bounce        -> true
            ${header.eventType} == 'bounce,open'                            -> open          -> false
            ${header.eventType} =~ 'bounce.*'                               -> bounce        -> false
            ${header.eventType} regex 'boun'                                -> bounce        -> false
            ${header.eventType} == 'bounce' 'open'                          -> open          -> false
            ${header.eventType} == 'bounce' == 'true'                       -> open          -> false
            ${header.eventType} == 'open' || ${header.eventType} == 'bounce' && ${body?[category]} == 'x' -> open -> false
            ${header.contact} == 'null'                                     -> open          -> false
            'header.eventType' == 'bounce'                                  -> bounce        -> false
            ${header.eventType}                                             -> open          -> true
            'bounce'                                                        -> open          -> true
            true                                                            -> open          -> true
            ${header.eventType} is 'bounce'                                 -> bounce        -> SimpleIllegalSyntaxException
            ${body?[attempt]} range '1-3'                                   -> bounce        -> SimpleIllegalSyntaxException
            ${header.eventType} regex '(bounce'                             -> bounce        -> PatternSyntaxException
            ${header.eventType} contains 'Bounce'                           -> bounce        -> false
            ${header.eventType} in 'bounce;open'                            -> open          -> false
            ${header.eventType} == 'bounce '                                -> bounce        -> false
            ${header.eventType} == 'bounce' && 'open'                       -> open          -> false
            ${headers.type} == 'bounce'                                     -> bounce        -> false
            ${header[type]} == 'bounce'                                     -> bounce        -> false
            ${header:type} == 'bounce'                                      -> bounce        -> false
            $simple{header.type} == 'bounce'                                -> bounce        -> false
            "bounce" == "open"                                              -> bounce        -> false
            ${header.eventType} == 'null'                                   -> bounce        -> false
            ${header.eventType} in 'Bounce,open'                            -> bounce        -> false
            ${header.eventType} == true                                     -> bounce        -> false
            ${header.family} == 'Campaign'                                  -> bounce        -> false
            'Bounce' == ${header.eventType}                                 -> bounce        -> false
            ${body.category} == 'hardbounce'                                -> bounce        -> RuntimeBeanExpressionException
            """)
    void camelTakesItAndDecidesSomethingElse(String condition, String type, String decided) throws Exception {
        assertThat(decidedByCamel(condition, type)).isEqualTo(decided);
        assertThat(problems(condition)).isNotEmpty();
    }

    /** What Camel does not take is named in words that say what to write. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            ${header.eventType} == 'bounce' and ${header.family} == 'cmp'     -> 33 -> "and" is no operator of Simple, and no event would be decided - write &&
            ${header.eventType} == 'bounce' OR ${header.eventType} == 'open'  -> 33 -> "or" is no operator of Simple, and no event would be decided - write ||
            not ${header.eventType} == 'bounce'                               -> 1  -> "not" and "!" do not turn a condition of Simple around, and no event would be decided - write !=, !in, !contains or !regex
            !${body?[thresholdExceeded]}                                      -> 1  -> "not" and "!" do not turn a condition of Simple around
            ${header.eventType} = 'bounce'                                    -> 21 -> "=" is no operator of Simple, and no event would be decided - write ==
            ${header.eventType} == bounce                                     -> 24 -> a text stands without quotes, and no event would be decided - put the text in quotes
            ${header.eventType}=='bounce'                                     -> 20 -> an operator of Simple needs a blank on both sides
            ${header.eventType} == 'bounce                                    -> 24 -> a quote is opened and not closed
            ${header.eventType == 'bounce'                                    -> 1  -> a brace is opened and not closed
            (${header.eventType} == 'bounce')                                 -> 1  -> Simple has no parentheses
            ${header.eventType} in ('bounce','open')                          -> 24 -> Simple has no parentheses
            ${header.eventType} in 'bounce','open'                            -> 32 -> a list of values is one text in Simple
            ${header.eventType} == 'bounce'&& ${body?[attempt]} == 1          -> 32 -> && and || need a blank on both sides
            ${header.eventType} == 'bounce' &&                                -> 33 -> an operator has a value on one side only
            || ${header.eventType} == 'bounce'                                -> 1  -> an operator has a value on one side only
            ${header.eventType} == 'bounce' & ${body?[attempt]} == 1          -> 33 -> "&" is no operator of Simple
            ${header.eventType} == 'bounce' | ${header.eventType} == 'open'   -> 33 -> "|" is no operator of Simple
            """)
    void whatCamelRefusesIsNamed(String condition, int column, String message) throws Exception {
        assertThat(decidedByCamel(condition, "bounce")).isEqualTo("SimpleIllegalSyntaxException");
        assertThat(problems(condition)).singleElement().satisfies(finding -> {
            assertThat(finding.column()).isEqualTo(COLUMN + column - 1);
            assertThat(finding.what()).startsWith(message);
        });
    }

    private static String decidedByCamel(String condition, String type) throws IOException {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setHeader("eventType", type);
            exchange.getMessage().setHeader("family", "campaign");
            exchange.getMessage().setBody(Map.of("category", "hardbounce", "attempt", 1));
            return String.valueOf(
                    context.resolveLanguage("simple").createPredicate(condition).matches(exchange));
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    /** From left to right: the condition, the column of the mistake within it, the message. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            ${header.eventType} == 'bounce' || 'spamcomplaint' -> 36 -> a value alone holds for every event, so the condition does not ask anything - compare again, ${header.eventType} == 'value', or list the values, ${header.eventType} in 'a,b'
            """)
    void namesWhereTheMistakeIs(String condition, int column, String message) throws IOException {
        assertThat(problems(condition)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(LINE);
            assertThat(finding.column()).isEqualTo(COLUMN + column - 1);
            assertThat(finding.what()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${header.eventType} == 'bounce'",
                "${header.eventType} == \"bounce\"",
                "${header.eventtype} == 'bounce'",
                "'bounce' == ${header.eventType}",
                "${header.eventType} != 'bounce'",
                "${header.eventType} in 'bounce,open'",
                "${header.eventType} !in 'bounce,open'",
                "${header.eventType} =~ 'BOUNCE'",
                "${header.eventType} == '{{TYPE:bounce}}'",
                "${header.eventType} in '{{TYPES}},open'",
                "${body?[attempt]} > {{LIMIT}}",
                "{{CONDITION}}",
                "${header.eventType} contains 'ounc'",
                "${header.eventType} startsWith 'double'",
                "${header.eventType} regex '(single|double)optin'",
                "${header.eventType} == 'bounce' || ${header.eventType} == 'open'",
                "${header.eventType} != 'bounce' && ${header.eventType} != 'open'",
                "${header.eventType} == 'bounce' && ${body?[category]} == 'hardbounce'",
                "${body?[category]} == 'hardbounce' || ${body?[category]} == 'softbounce'",
                "${header.family} == 'campaign'",
                "${header.contact} == null",
                "${header.subject} != null && ${header.occurredAt} != null",
                "${header.contact} contains '@example.com'",
                "${header.contact}",
                "${header.eventType} != null",
                "${header.eventType} !contains 'test'",
                "${header.eventType} !startsWith 'x_'",
                "${body.size} > 1",
                "${header.family} in 'campaign,cmp'",
                "${body?[thresholdExceeded]}",
                "${body?[thresholdExceeded]} == true",
                "${body?[thresholdExceeded]} regex '(?i)\\s*(true|1([.]0+)?)\\s*'",
                "${body?[attempt]} range '1..3'",
                "${body?[attempt]} >= 2",
                "${body?[attempt]} == '-1'",
                "${body?[mailId]} == '${header.subject}'",
                "${body?[reason]} == 'a, b and c = d || (e)'",
                "${body?[reason]} contains ' or '",
                "${body?[mediaTypesToAddresses]?[EMAIL]} endsWith '@example.com'",
                "${date:now:yyyy} == '2026'",
                "${random(10)} < 5",
                "${body?[attempt]} == 1 ? 'true' : 'false'",
            })
    void aRightConditionPasses(String condition) throws IOException {
        assertThat(problems(condition)).isEmpty();
    }

    @Test
    void aCaseDeclaresAType() throws IOException {
        assertThat(problems("${header.eventType} == 'forwarded'"))
                .singleElement()
                .extracting(Finding::what)
                .isEqualTo("no event has the type \"forwarded\", so this never holds"
                        + " - add a case with this type to campaign.test.yaml");
        Files.writeString(directory.resolve("campaign.test.yaml"), """
                - name: a mail that was forwarded goes to the CRM
                  payload: campaign/open
                  change: {type: forwarded}
                  expect: [crm]
                """);
        assertThat(problems("${header.eventType} == 'forwarded'")).isEmpty();
    }

    private List<Finding> problems(String condition) throws IOException {
        Path file = Files.writeString(directory.resolve("campaign.camel.yaml"), ROUTER.formatted(condition));
        return new Validator().check(RouteFile.read(file)).toList();
    }
}
