package dev.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.routes.FarSide.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of the ways in which a route is wrong in practice: the words of the root, and the line of the step. */
@SuppressWarnings("NullAway.Init")
class LoadErrorTest {
    private static final String ROUTE = """
            - route:
                id: crm
                from:
                  uri: outbox:crm
                  steps:
                    - log: {message: first}
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- tooo: {uri: 'log:x'}"
                        + " | \"tooo:\" is no step of a destination here, and whether a failure inside it is seen is not known"
                        + " - write it with the steps that docs/routes.md names",
                "- to: {uri: 'log:x', parameters: {leveel: INFO}}" + " | log: has no option leveel",
                "- to: {uri: 'crmm:x'}" + " | no component crmm",
                "- to: {uri: 'log:x', parametres: {level: INFO}}"
                        + " | not a route file: Unsupported field: parametres",
                "- to: {uri: 'log:x', parameters: {groupSize: many}}"
                        + " | groupSize cannot have this value: NumberFormatException",
                "- to: {parameters: {level: INFO}}" + " | not a route file: Uri is mandatory",
                "- to: {id: no-uri}"
                        + " | Camel cannot load it: Either 'uri' or 'ref' must be specified (IllegalArgumentException)",
                "- setBody: {expression: {simple: {expression: '${boody.x'}}}"
                        + " | Camel cannot load it: expected symbol functionEnd but was eol (SimpleParserException)",
                "- setBody: {expression: {simple: {expression: '${nosuch.x}'}}}"
                        + " | Camel cannot load it: Unknown function: nosuch.x (SimpleParserException)",
                "- setBody: {expression: {groovvy: {expression: '1'}}}"
                        + " | not a route file: Unknown expression with id: groovvy",
                "- bean: {ref: noSuchBean}"
                        + " | Camel cannot load it: No bean could be found in the registry for: noSuchBean (NoSuchBeanException)",
                "- to: {uri: 'bean:noSuchBean'}"
                        + " | Camel cannot load it: No bean could be found in the registry for: noSuchBean (NoSuchBeanException)",
                "- marshal: {jsonn: {}}" + " | not a route file: Unsupported field: jsonn",
                "- marshal: {custom: {ref: noSuchFormat}}"
                        + " | Camel cannot load it: Cannot find data format in registry with ref: noSuchFormat (IllegalArgumentException)",
                "- unmarshal: {csv: {}}"
                        + " | Camel cannot load it: Data format 'csv' could not be created. Ensure that the data format is valid and the associated Camel component is present on the classpath (IllegalArgumentException)",
                "- setBody: {expression: {constant: {expression: 'resource:file:no/such.txt'}}}"
                        + " | Camel cannot load it: no/such.txt does not exist (FileNotFoundException)",
                "- setBody: {expression: {jsonpath: {expression: '$.['}}}"
                        + " | Camel cannot load it: No language could be found for: jsonpath (NoSuchLanguageException)",
                "- delay: {expression: {constant: {expression: '1'}}, asyncDelayed: maybe}"
                        + " | Camel cannot load it: No type converter available to convert from type: java.lang.String to the required type: java.lang.Boolean (NoTypeConversionAvailableException)",
                "- to: {uri: '{{NO_SUCH_KEY}}'}" + " | {{NO_SUCH_KEY}} is not set",
                "- to: {uri: 'http://x.de', parameters: {httpMethod: PSOT}}"
                        + " | httpMethod cannot have this value: IllegalArgumentException",
                "- to: {uri: 'http://x.de', parameters: {authPassword: '{{KEY}}', connectTimeout: soon}}"
                        + " | Camel cannot load it: For input string: \"soon\" (NumberFormatException)",
                "- loop: {expression: {constant: {expression: x}}, copy: 3, steps: []}"
                        + " | Camel cannot load it: Definition has no children on Loop[constant{x} -> []] (IllegalArgumentException)",
                "- to" + " | not a route file: Unable to find constructor for node",
                "- to: [a]" + " | not a route file: Unsupported type: SEQUENCE",
                "- split: {steps: []}"
                        + " | Camel cannot load it: Definition has no children on Split[null -> []] (IllegalArgumentException)",
                "- throttle: {expression: {constant: {expression: '1'}}, timePeriodMillis: soon}"
                        + " | Camel cannot load it: String index out of range: -1 (StringIndexOutOfBoundsException)",
                "- to: {uri: 'http://x.de', parameters: {connectTimeout: '{{KEY}}'}}"
                        + " | Camel cannot load it: NumberFormatException"
            })
    void says(String step, String words) throws Exception {
        assertThat(problems(ROUTE + "        " + step + "\n")).containsExactly(":7: " + words);
    }

    @Test
    void aTabIsNamedInItsLine() throws Exception {
        assertThat(problems(ROUTE.replace("        - log", "\t- log")))
                .singleElement()
                .asString()
                .startsWith(":6: is no YAML: found character '\\t(TAB)' that cannot start any token");
    }

    @Test
    void aWrongIndentationIsNamedInItsLine() throws Exception {
        assertThat(problems(ROUTE.replace("      steps:", "       steps:")))
                .singleElement()
                .asString()
                .startsWith(":5: is no YAML: ");
    }

    private List<String> problems(String text) throws Exception {
        Path file = Files.createDirectories(directory.resolve("destinations")).resolve("crm.camel.yaml");
        Files.writeString(file, text);
        Config config = Config.shipped().with(Map.of("KEY", "sesame"));
        try (RouteRuntime runtime =
                RouteRuntime.offline(directory, config, new Validator(), call -> new Answer(Map.of(), null))) {
            return runtime.problems().stream()
                    .map(Finding::toString)
                    .map(problem -> problem.replace(file.toString(), ""))
                    .toList();
        }
    }
}
