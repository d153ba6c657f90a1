package dev.serai.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The pictures of the documents: pages of a gateway on a usual day, with one thing that went wrong. */
final class Pictures {
    /** Some of the samples; a family that has sent all of them would not be a usual one. */
    private static final List<String> SENT = List.of(
            "campaign/click",
            "campaign/unsubscribe",
            "cmp/asset_added",
            "cmp/asset_modified",
            "cmp/task_added",
            "cmp/asset_published",
            "cmp/work_request_added",
            "graph/doc_expired",
            "graph/bulk_completed_deleted");

    private static final int BOUNCES = 12;

    private final ConsoleGateway serai;
    private final Path directory;

    Pictures(ConsoleGateway serai, Path directory) {
        this.serai = serai;
        this.directory = directory;
    }

    /** Writes each page as a PNG. */
    void take(Visit visit) throws IOException {
        Files.createDirectories(directory);
        serai.salesforce.insert("Contact", Map.of("LastName", "Smith", "Email", "john.smith@example.com"));
        for (String sample : SENT) {
            serai.post(sample.replaceFirst("/.*", ""), Gateway.sample(sample));
        }
        serai.refuse("mailbox does not exist", "Choose a reason of the list");
        for (int i = 1; i <= BOUNCES; i++) {
            boolean odd = i % 5 == 0;
            serai.bounce(
                    "4P6W8B4-4P6W0LI-B%02d".formatted(i),
                    "reader%02d@example.com".formatted(i),
                    odd ? "mailbox does not exist" : "mailbox full");
        }
        serai.gateway.settled();
        serai.gateway.ask("/api/v1/destinations/editors-mail/pause", "{\"reason\":\"the newsletter of November\"}");

        picture(visit, "overview", "/console", Visit.WIDE, ColorScheme.LIGHT);
        picture(visit, "overview-dark", "/console", Visit.WIDE, ColorScheme.DARK);
        picture(visit, "events", "/console/events", Visit.WIDE, ColorScheme.LIGHT);
        picture(visit, "events-phone", "/console/events", Visit.NARROW, ColorScheme.LIGHT);
        serai.gateway.ask("/api/v1/destinations/editors-mail/resume", "{}");
    }

    private void picture(Visit visit, String name, String path, int width, ColorScheme theme) {
        visit.page.setViewportSize(width, Visit.HEIGHT);
        visit.page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(theme).setReducedMotion(ReducedMotion.REDUCE));
        visit.to(path);
        // a function that the page polls would need eval, which its policy forbids
        assertThat(visit.page.locator("[data-plot]:empty")).hasCount(0);
        visit.page.screenshot(new Page.ScreenshotOptions()
                .setPath(directory.resolve(name + ".png"))
                .setAnimations(ScreenshotAnimations.DISABLED));
    }
}
