package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in routers and mappings that no event has. */
@SuppressWarnings("NullAway.Init")
class NamesTest {
    private static final String ROUTER = """
            - route:
                id: campaign
                from:
                  uri: direct:campaign
                  steps:
                    - filter:
                        expression:
                          %s:
                            expression: |-
                              %s
                        steps:
                          - to: outbox:crm
            """;
    private static final String DESTINATION = """
            - route:
                id: crm
                from:
                  uri: outbox:crm
                  steps:
                    - setBody:
                        expression:
                          groovy:
                            expression: |-
                              %s
                    - to: log:crm
            """;
    private static final int COLUMN = 19;

    @TempDir
    Path directory;

    /** The condition, the column of the name within it, the message. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            ${body?[categroy]} == 'hardbounce' -> 9 -> no event has the field "categroy", so its value is always missing - write category; if the field is new, add a case with this field to campaign.test.yaml
            ${body?[user_list_id]} == '1' -> 9 -> no event has the field "user_list_id", so its value is always missing - write userListId; if the field is new, add a case with this field to campaign.test.yaml
            ${body?[mediaTypesToAddresses]?[EMIAL]} != null -> 33 -> no event has the field "EMIAL", so its value is always missing - write EMAIL; if the field is new, add a case with this field to campaign.test.yaml
            """)
    void aMisspeltFieldInSimpleIsRefused(String condition, int column, String message) throws IOException {
        assertThat(router("simple", condition)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(10);
            assertThat(finding.column()).isEqualTo(COLUMN + column - 1);
            assertThat(finding.what()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            body.categroy == 'hardbounce'            -> 6  -> no event has the field "categroy"
            body['categroy'] == 'hardbounce'         -> 6  -> no event has the field "categroy"
            headers.evenType == 'bounce'             -> 9  -> "headers" has no "evenType" - write headers.eventType
            headers.type == 'bounce'                 -> 9  -> "headers" has no "type" - write one of contact, eventId, eventType, family, occurredAt, subject
            headers.eventType == 'Bounce'            -> 22 -> no event has the type "Bounce" - write bounce
            headers.eventType in ['bounce', 'opn']   -> 33 -> no event has the type "opn" - write open
            headers.eventType = 'bounce'             -> 1  -> "=" sets a value and compares nothing, so the condition asks nothing - write ==
            headers.eventType == 'bounce' || 'open'  -> 34 -> a text alone is true for every event, and || and && give true or false - compare again
            headers.eventType.toLowercase() == 'bounce' -> 19 -> no value has a method "toLowercase", and every event would fail here - write toLowerCase
            """)
    void aConditionInGroovyIsRefused(String condition, int column, String message) throws IOException {
        assertThat(router("groovy", condition)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(10);
            assertThat(finding.column()).isEqualTo(COLUMN + column - 1);
            assertThat(finding.what()).startsWith(message);
        });
    }

    /** The record of a mapping whose event is called event and whose payload is called bounce. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            bounce.categroy                          -> no event has the field "categroy", so its value is always missing - write category
            bounce?.data?.asset?.titel               -> no event has the field "titel", so its value is always missing - write title
            bounce.data['asset'].titel               -> no event has the field "titel"
            bounce.get('titel')                      -> no event has the field "titel"
            event.payload.titel                      -> no event has the field "titel"
            event.at('data.asset').titel             -> no event has the field "titel"
            event.text('data.asset.titel')           -> no event has the field "titel"
            event.text('data.asset.titel', 40)       -> no event has the field "titel"
            event.at(bounce.data, 'asset.titel')     -> no event has the field "titel"
            event.isTrue('tresholdExceeded')         -> no event has the field "tresholdExceeded"
            event.contct                             -> "event" has no "contct" - write event.contact
            event.category                           -> "event" has no "category" - write one of
            event.type == 'Bounce' ? 1 : 2           -> no event has the type "Bounce" - write bounce
            event.txt('category')                    -> no value has a method "txt", and every event would fail here - write text
            bounce.category.toLowercase()            -> no value has a method "toLowercase", and every event would fail here - write toLowerCase
            bounce.category?.substing(0, 3)          -> no value has a method "substing", and every event would fail here - write substring
            "${bounce.reason.trimm()}"               -> no value has a method "trimm"
            [bounce.reason].findall().join('/')      -> no value has a method "findall", and every event would fail here - write findAll
            bounce.reason || 'unknown'               -> a text alone is true for every event, and || and && give true or false
            """)
    void aNameInAMappingIsRefused(String value, String message) throws IOException {
        assertThat(destination("body.map { event, bounce -> [what: " + value + "] }"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.line()).isEqualTo(10);
                    assertThat(finding.column()).isGreaterThan(COLUMN + "body.map { event, bounce -> ".length());
                    assertThat(finding.what()).startsWith(message);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '`', textBlock = """
            body.map { it.type }                               => body.map hands over an event and its payload
            body.map { event -> [what: event.type] }           => body.map hands over an event and its payload
            body.map { event, payload -> [a: 1] }.colums()     => no value has a method "colums", and every event would fail here - write columns
            body.mapp { event, payload -> [a: 1] }             => no value has a method "mapp", and every event would fail here - write map
            """)
    void aWordOfMappingsIsRefused(String mapping, String message) throws IOException {
        assertThat(destination(mapping))
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .startsWith(message);
    }

    @Test
    void theLineIsThatOfTheName() throws IOException {
        assertThat(destination("body.map { event, bounce -> [\n    what: event.type,\n    why:  bounce.categroy ] }"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.line()).isEqualTo(12);
                    assertThat(finding.column()).isEqualTo(COLUMN + "    why:  bounce.".length());
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bounce.category",
                "event.contact?.take(255)",
                "event.text('category')?.toUpperCase()",
                "event.person?.contact",
                "event.lookedUpAgain",
                "bounce.somethingThatNobodyHasShownYet",
                "event.\"$bounce.category\"",
                "bounce.collect { key, value -> \"$key=$value\" }.join(' ')",
                "bounce.data?.items?.findAll { it.value == 'deleted' }?.keySet()",
                "java.time.Instant.parse('2026-03-01T12:00:00Z').atZone(java.time.ZoneOffset.UTC).toLocalDate()",
                "event.receivedAt.atOffset(java.time.ZoneOffset.UTC).format(java.time.format.DateTimeFormatter.ISO_DATE)",
                "new String(bounce.reason.bytes, 'UTF-8').md5()",
                "[bounce.category, bounce.reason].findAll().join('/')",
                "bounce.reason ?: 'unknown'",
                "event.type == 'bounce' && event.medium == 'EMAIL' ? 1 : 0",
                "event.type in ['bounce', 'asset_added'] ? 1 : 0",
                "(bounce.created as Long).intdiv(1000)",
            })
    void aRightMappingPasses(String value) throws IOException {
        assertThat(destination("body.map { event, bounce -> [what: " + value + "] }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def shorten = { it?.take(3) }\n body.map { event, bounce -> [what: shorten(bounce.reason)] }",
                "String shorten(x) { x?.take(3) }\n body.map { event, bounce -> [what: shorten(bounce.reason)] }",
                "body.map { event, bounce -> bounce.categorie = 'x'; [what: bounce.categorie] }",
                "body.countBy { it.wha }.collect { wha, count -> \"$count $wha\" }.join(', ')",
                "body.map { event, bounce -> [what: bounce.category,, ] }",
            })
    void aScriptMayNameThingsItself(String mapping) throws IOException {
        assertThat(destination(mapping)).isEmpty();
    }

    @Test
    void aFieldLikeNoKnownOneIsAWarning() throws IOException {
        Path file = Files.writeString(
                directory.resolve("crm.camel.yaml"),
                DESTINATION.formatted("body.map { event, bounce -> [what: bounce.weather] }"));
        assertThat(new Validator().warnings(RouteFile.read(file)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                    assertThat(finding.what())
                            .isEqualTo("no event has the field \"weather\", so its value is always missing"
                                    + " - add a case with this field to crm.test.yaml");
                });
    }

    /** No sample has it. */
    @Test
    void aFieldThatIsOnlyDescribedIsKnown() throws IOException {
        String router = ROUTER.replace("campaign", "serai");
        assertThat(problems("serai.camel.yaml", router.formatted("simple", "${body?[details]?[freeBytes]} != null")))
                .isEmpty();
        assertThat(problems("serai.camel.yaml", router.formatted("simple", "${body?[details]?[freeByts]} != null")))
                .singleElement()
                .extracting(Finding::what)
                .asString()
                .contains("no event has the field \"freeByts\"", "write freeBytes");
    }

    @Test
    void aCaseDeclaresAField() throws IOException {
        Files.writeString(directory.resolve("campaign.test.yaml"), """
                - name: a bounce of a new category
                  payload: campaign/bounce
                  change: {categorys: [hard]}
                  expect: [crm]
                """);
        assertThat(router("simple", "${body?[categorys]} contains 'hard'")).isEmpty();
        Files.delete(directory.resolve("campaign.test.yaml"));
        assertThat(router("simple", "${body?[categorys]} contains 'hard'")).isNotEmpty();
    }

    @Test
    void somebodyElseMayKnowMore() throws IOException {
        Path file = Files.writeString(
                directory.resolve("campaign.camel.yaml"),
                ROUTER.formatted("simple", "${body?[categorys]} contains 'hard'"));
        assertThat(new Validator(Families.SHIPPED.from(Config.shipped()), Set.of("categorys"))
                        .check(RouteFile.read(file)))
                .isEmpty();
    }

    private List<Finding> router(String language, String condition) throws IOException {
        return problems("campaign.camel.yaml", ROUTER.formatted(language, condition));
    }

    private List<Finding> destination(String mapping) throws IOException {
        return problems("crm.camel.yaml", DESTINATION.formatted(mapping.replace("\n", "\n                  ")));
    }

    private List<Finding> problems(String name, String text) throws IOException {
        return new Validator()
                .check(RouteFile.read(Files.writeString(directory.resolve(name), text)))
                .toList();
    }
}
