package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.ApiDocumentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The runbook has a chapter for each reason of health, and both say the same. */
class RunbookTest {
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    /** The first part has the reasons of health. */
    private static final String PART = "\n# ";

    private static final Pattern COMMAND = Pattern.compile("serai ((?:webhooks |dead (?=discard))?[a-z]+)");

    private static Map<String, String> chapters() throws IOException {
        String reasons = Files.readString(RUNBOOK).split(PART, -1)[1];
        Map<String, String> chapters = new LinkedHashMap<>();
        for (String chapter : reasons.split("\n## ", -1)) {
            String[] parts = chapter.split("\n", 2);
            chapters.put(parts[0], parts[1]);
        }
        chapters.remove("Health says");
        return chapters;
    }

    @Test
    void hasAChapterForEachReasonAndNoOther() throws IOException {
        assertThat(chapters().keySet())
                .containsExactlyElementsOf(Arrays.stream(Reason.Kind.values())
                        .map(Reason.Kind::chapter)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void theChapterNamesTheCommandsOfTheStep(Reason.Kind kind) throws IOException {
        Reason reason = new Reason(kind, "left", "is not well");
        Matcher command = COMMAND.matcher(reason.next());
        while (command.find()) {
            assertThat(chapters().get(kind.chapter())).contains("serai " + command.group(1));
        }
        assertThat(reason.next()).doesNotContain("{}");
    }

    @Test
    void theAnchorIsWhatGithubMakesOfTheHeading() {
        assertThat(new Reason(Reason.Kind.SENDER_REFUSED, "cmp", "x").runbook())
                .isEqualTo("docs/runbook.md#all-webhooks-of-a-family-get-401");
    }

    @Test
    void theDocumentOfTheApiNamesTheKinds() {
        JsonNode kinds = ApiDocumentation.root()
                .path("components")
                .path("schemas")
                .path("Attention")
                .path("properties")
                .path("kind")
                .path("enum");
        assertThat(kinds)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Arrays.stream(Reason.Kind.values())
                        .map(Reason.Kind::toString)
                        .toList());
    }

    /** Links of the runbook lead to headings that are there. */
    @Test
    void itsLinksLeadSomewhere() throws IOException {
        Matcher link = Pattern.compile("]\\(([a-z-]+\\.md)?(#[a-z0-9-]+)?\\)").matcher(Files.readString(RUNBOOK));
        int links = 0;
        while (link.find()) {
            links++;
            Path file = link.group(1) == null ? RUNBOOK : RUNBOOK.resolveSibling(link.group(1));
            assertThat(file).exists();
            if (link.group(2) != null) {
                List<String> anchors = Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("#"))
                        .map(line -> "#"
                                + line.replaceFirst("#+ ", "")
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^a-z0-9 _-]", "")
                                        .replace(' ', '-'))
                        .toList();
                assertThat(anchors).as(file + link.group(2)).contains(link.group(2));
            }
        }
        assertThat(links).isPositive();
    }
}
