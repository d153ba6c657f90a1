package dev.serai.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;

/** What keeps people from using a page, as axe finds it by the success criteria of WCAG 2.2, levels A and AA. */
final class Barriers {
    private static final String LOOK = """
            async () => (await axe.run(document, {
              runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']},
              resultTypes: ['violations']
            })).violations.flatMap(each => each.nodes.slice(0, 3).map(node =>
              each.id + ': ' + node.html.slice(0, 160) + ' ' + node.failureSummary.replace(/\\s+/g, ' ')))
            """;

    private final List<String> found = new ArrayList<>();

    /** In both themes and at both widths. */
    void look(Visit visit, String name) {
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            visit.page.emulateMedia(
                    new Page.EmulateMediaOptions().setColorScheme(theme).setReducedMotion(ReducedMotion.REDUCE));
            assertThat(visit.page.locator("html"))
                    .hasAttribute("data-theme", theme == ColorScheme.DARK ? "dark" : "light");
            for (int width : List.of(Visit.WIDE, Visit.NARROW)) {
                visit.page.setViewportSize(width, Visit.HEIGHT);
                List<?> barriers = (List<?>) visit.page.evaluate(LOOK);
                barriers.forEach(each -> found.add(name + ", " + theme + ", " + width + ": " + each));
            }
        }
    }

    List<String> found() {
        return found;
    }
}
