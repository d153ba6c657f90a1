package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRuntime;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in other charsets are read rightly, or named. */
@SuppressWarnings("NullAway.Init")
class ResourceRulesTest {
    private static final String ROUTE = """
            - route:
                id: crm
                from:
                  uri: outbox:crm
                  steps:
                    - setBody:
                        expression:
                          simple:
                            expression: resource:file:{{routes.directory}}/destinations/crm.txt
            """;

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "windows-1252 | Grüße | crm.txt:2: is not UTF-8, and its letters would arrive as others - save it as UTF-8",
                "UTF-16LE | Grüße | crm.txt:2: is not UTF-8, and its letters would arrive as others - save it as UTF-8",
                "UTF-16 | Grüße | crm.txt:1: begins with a byte order mark, which would be sent along"
                        + " - save it as UTF-8 without a byte order mark"
            })
    void aTextInAnotherCharsetIsNamed(String charset, String text, String finding) throws IOException {
        assertThat(problems(("Hello,\n" + text + "\n").getBytes(Charset.forName(charset))))
                .containsExactly(finding);
    }

    @Test
    void aByteOrderMarkIsNamed() throws IOException {
        assertThat(problems("\uFEFFGrüße".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("crm.txt:1: begins with a byte order mark, which would be sent along"
                        + " - save it as UTF-8 without a byte order mark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Grüße 🌷\r\n"})
    void textInUtf8Passes(String text) throws IOException {
        assertThat(problems(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws IOException {
        Path directory = Files.createDirectory(root.resolve("destinations"));
        Path route = Files.writeString(directory.resolve("crm.camel.yaml"), ROUTE);
        assertThat(ResourceRules.check(RouteFile.read(route)))
                .extracting(Finding::toString)
                .containsExactly(route + ":9: there is no file " + directory.resolve("crm.txt")
                        + " - mend the name, or write the file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aRouteFileWithAByteOrderMarkIsRead(String charset) throws Exception {
        Routes.copyTo(root);
        save("\uFEFF" + Files.readString(root.resolve("cmp.camel.yaml")), charset);
        assertThat(loaded()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "windows-1252 | cmp.camel.yaml:1: is not UTF-8 - save it as UTF-8",
                "UTF-16LE | cmp.camel.yaml:1: is not UTF-8 - save it as UTF-8"
            })
    void aRouteFileInAnotherCharsetIsNamed(String charset, String finding) throws Exception {
        Routes.copyTo(root);
        save("# Grüße\n" + Files.readString(root.resolve("cmp.camel.yaml")), charset);
        assertThat(loaded()).containsExactly(finding);
    }

    private void save(String text, String charset) throws IOException {
        Files.write(root.resolve("cmp.camel.yaml"), text.getBytes(Charset.forName(charset)));
    }

    private List<String> loaded() throws Exception {
        try (RouteRuntime runtime =
                RouteRuntime.offline(root, Config.shipped(), new Validator(), call -> new Answer(Map.of(), null))) {
            return runtime.problems().stream()
                    .map(finding -> finding.toString().replace(root + "/", ""))
                    .toList();
        }
    }

    private List<String> problems(byte[] text) throws IOException {
        Path directory = Files.createDirectory(root.resolve("destinations"));
        Path route = Files.writeString(directory.resolve("crm.camel.yaml"), ROUTE);
        Files.write(directory.resolve("crm.txt"), text);
        return ResourceRules.check(RouteFile.read(route))
                .map(finding -> finding.toString().replace(directory + "/", ""))
                .toList();
    }
}
