package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/routes.md} are a directory of route files that keeps every rule and passes its cases. */
class DocsRoutesTest {
    /** A block of code below the name of its file. */
    private static final Pattern FILE = Pattern.compile("(?s)\\*\\*`routes/([^`]+)`\\*\\*\n\n```\\w+\n(.*?)\n```");

    private static final Pattern YAML = Pattern.compile("(?m)^```yaml$");

    private final Path directory;
    private final Map<String, String> files = new LinkedHashMap<>();
    private String page = "";

    DocsRoutesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void cutOut() throws IOException {
        page = Files.readString(Path.of("docs/routes.md"));
        Matcher file = FILE.matcher(page);
        while (file.find()) {
            files.put(file.group(1), file.group(2));
            Path path = directory.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2) + "\n");
        }
    }

    @Test
    void namesTheFileOfEachExample() {
        assertThat(files.keySet()).contains("campaign.camel.yaml", "destinations/crm-notes.camel.yaml");
        assertThat(files.keySet().stream()
                        .filter(name -> name.endsWith(".yaml"))
                        .count())
                .isEqualTo(YAML.matcher(page).results().count());
    }

    @Test
    void keepsEveryRuleAndPassesItsCases() throws Exception {
        assertThat(Cases.check(directory, "campaign").findings()).isEmpty();
    }
}
