package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of a run come into the page, and no other word of it changes. */
class PageTest {
    private static final Sheet MACHINE = new Sheet("Machine", "", "measured on").row("day", "today");

    @Test
    void theShippedPageHasAPlaceForEveryPart() throws Exception {
        String shipped = Files.readString(Path.of("docs/performance.md"));

        String page = new Page(shipped).with(results(Part.values()));

        for (Part part : Part.values()) {
            assertThat(page)
                    .contains("### Table of " + part + "\n\n|  | events/s |\n| --- | --: |\n| Serai | 1,000 |\n");
        }
        assertThat(page).contains("| day | today |", "| goal of ACCEPT | ≥ 4.00 | 5.00 | yes |");
        assertThat(prose(page)).isEqualTo(prose(shipped));
    }

    @Test
    void whatWasNotRunStays() {
        String text = """
                <!-- begin machine -->
                <!-- end machine -->
                <!-- begin targets -->
                old targets
                <!-- end targets -->
                <!-- begin drain -->
                <!-- end drain -->
                <!-- begin growth -->
                old growth
                <!-- end growth -->
                """;

        assertThat(new Page(text).with(results(Part.DRAIN))).contains("old targets", "old growth", "Table of DRAIN");
    }

    @Test
    void aSecondRunReplacesTheFirst() throws Exception {
        String once = new Page(Files.readString(Path.of("docs/performance.md"))).with(results(Part.values()));

        assertThat(new Page(once).with(results(Part.values()))).isEqualTo(once);
    }

    @Test
    void aPageWithoutAPlaceIsRefused() {
        assertThatThrownBy(() -> new Page("# Performance\n").with(results(Part.DRAIN)))
                .hasMessage("the page has no place for machine");
    }

    private static BenchResults results(Part... parts) {
        Map<Part, Findings> found = new EnumMap<>(Part.class);
        for (Part part : parts) {
            Sheet sheet = new Sheet("Table of " + part, "", "events/s").row("Serai", 1000.0);
            found.put(part, new Findings(List.of(sheet), List.of(Goal.atLeast(4, "goal of " + part, 5))));
        }
        return new BenchResults(MACHINE, found);
    }

    private static String prose(String page) {
        return page.replaceAll("(?s)(<!-- begin \\w+ -->).*?(<!-- end)", "$1$2");
    }
}
