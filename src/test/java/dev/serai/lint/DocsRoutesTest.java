package dev.serai.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/routes.md} are a directory of route files that keeps every rule. */
class DocsRoutesTest {
    /** A block of code below the name of its file. */
    private static final Pattern FILE = Pattern.compile("(?s)\\*\\*`(routes/[^`]+)`\\*\\*\n\n```\\w+\n(.*?)\n```");

    private static final Pattern YAML = Pattern.compile("(?m)^```yaml$");

    @Test
    void showsRouteFilesThatKeepEveryRule(@TempDir Path root) throws IOException {
        Map<String, String> files = files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue() + "\n");
        }

        assertThat(RouteLint.check(root)).isEmpty();
        assertThat(files.keySet()).contains("routes/campaign.camel.yaml", "routes/destinations/crm-notes.camel.yaml");
    }

    @Test
    void namesTheFileOfEachExample() throws IOException {
        assertThat(YAML.matcher(page()).results().count())
                .isEqualTo(files().keySet().stream()
                        .filter(name -> name.endsWith(".yaml"))
                        .count());
    }

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Matcher file = FILE.matcher(page());
        while (file.find()) {
            files.put(file.group(1), file.group(2));
        }
        return files;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/routes.md"));
    }
}
