package dev.serai.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.serai.testing.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the console, as a person uses them in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ConsoleIT {
    private static final String BOUNCES = "salesforce-bounces";

    private Chromium chromium;
    private ConsoleGateway serai;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        serai = new ConsoleGateway(directory);
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (serai != null) {
            serai.close();
        }
    }

    private Visit visit(String path) {
        return Visit.of(chromium, serai.origin()).to(path);
    }

    @Test
    void anEventAppearsInTheListWithoutReloading() {
        try (Visit visit = visit("/console/events")) {
            visit.page.evaluate("window.loadedOnce = true");

            serai.bounce("mail-live", "live@example.com", "other");

            assertThat(visit.part("#rows tr", "mail-live")).containsText(BOUNCES);
            assertThat(visit.part("#rows tr", "mail-live").locator(".tag")).hasText("delivered");
            assertThat(visit.page.evaluate("window.loadedOnce")).isEqualTo(true);
        }
    }

    @Test
    void aSuspendedDestinationIsSeenAndProbed() {
        try (Visit visit = visit("/console/destinations")) {
            Page overview = visit.tab("/console");
            Locator row = visit.page.locator("#" + BOUNCES);
            serai.salesforce.down();
            try {
                serai.bounce("mail-down", "down@example.com", "other");

                assertThat(row.locator(".tag").first()).hasText("suspended");
                assertThat(overview.locator(".attention")).containsText(BOUNCES);
            } finally {
                serai.salesforce.up();
            }
            visit.button("Probe " + BOUNCES + " now").click();

            assertThat(row.locator(".tag").first()).hasText("working");
            assertThat(row.locator("[data-label=waiting]")).hasText("0");
            assertThat(overview.locator(".attention")
                            .filter(new Locator.FilterOptions().setHasText(BOUNCES)))
                    .hasCount(0);
            serai.untilDelivery(serai.idOf("mail-down"), "delivered");
        }
    }

    @Test
    void aDeadLetterIsSentAgain() {
        serai.refusing("refused-first");
        String event = serai.bounce("mail-dead", "dead@example.com", "refused-first");
        serai.untilDelivery(event, "dead");
        try (Visit visit = visit("/console/dead")) {
            Locator group = visit.part("#groups section", ConsoleGateway.REFUSAL);
            assertThat(group).containsText(BOUNCES);
            serai.taking("refused-first");

            Visit.button(group, "Send again").click();
            Locator dialog = visit.page.locator("dialog[open]");
            dialog.getByLabel("Name, for the history").fill("after the mending");
            Visit.button(dialog, "How many?").click();
            assertThat(dialog).containsText("1 delivery would be sent again.");
            Visit.button(dialog, "Send again").click();

            assertThat(dialog).hasCount(0);
            assertThat(visit.page.locator("#job .tag")).hasText("done");
            assertThat(visit.part("#groups section", ConsoleGateway.REFUSAL)).hasCount(0);
            serai.untilDelivery(event, "delivered");
            visit.to("/console/events/" + event);
            assertThat(visit.page.locator("main")).containsText("Before, to " + BOUNCES);
        }
    }

    @Test
    void aPayloadIsShownAndCorrected() {
        String event = serai.bounce("mail-edit", "edit@example.com", "other");
        try (Visit visit = visit("/console/events/" + event)) {
            assertThat(visit.page.locator("main")).not().containsText("edit@example.com");
            visit.button("Show the payload").click();
            assertThat(visit.page.locator("#payload-pretty")).containsText("edit@example.com");
            assertThat(visit.tab("/console/audit")
                            .locator("tbody tr", new Page.LocatorOptions().setHasText("unmask"))
                            .filter(new Locator.FilterOptions().setHasText(event)))
                    .hasCount(1);

            visit.page.getByText("Edit and send").click();
            Locator payload = visit.page.getByLabel("Payload", new Page.GetByLabelOptions().setExact(true));
            payload.fill(payload.inputValue().replace("softbounce", "hardbounce"));
            visit.button("Where would it go?").click();
            assertThat(visit.page.locator("#edited")).containsText("It would go to " + BOUNCES);
            assertThat(serai.gateway.query("select * from event where subject = 'mail-edit'")).hasSize(1);
            visit.page.locator("#personal").getByLabel("Reason, for the audit").fill("the category was wrong");
            visit.button("Store and send").click();
            visit.page.locator("#edited a").click();

            assertThat(visit.page.locator(".facts").first()).containsText("Corrected copy of");
            assertThat(visit.page.locator(".facts a[href='/console/events/" + event + "']")).hasText(event);
        }
    }

    @Test
    void aPastedRouteIsTriedAndNothingIsSent() throws Exception {
        String router = Files.readString(serai.routes.resolve("campaign.camel.yaml")).replace("'bounce'", "'open'");
        serai.salesforce.forgetRequests();
        try (Visit visit = visit("/console/routes")) {
            assertThat(visit.page.locator("main")).containsText("check passed");

            visit.page.getByLabel("Family").selectOption("campaign");
            visit.page.getByLabel("Route file, optional", new Page.GetByLabelOptions().setExact(true))
                    .fill("campaign.camel.yaml");
            visit.page.getByLabel("Text of the route file, optional").fill(router);
            visit.page.getByLabel("Payload").fill(Gateway.sample("campaign/open"));
            visit.button("Try").click();

            Locator tried = visit.page.locator("#tried");
            assertThat(tried.locator("h3")).hasText("campaign open → " + BOUNCES);
            assertThat(tried).containsText("/composite/sobjects/Email_Event__c/Event_Key__c");
            assertThat(tried.locator("pre").first()).containsText("\"Type__c\"");
        }
        assertThat(serai.salesforce.requests()).isEmpty();
        assertThat(serai.gateway.query("select * from event where type = 'open'")).isEmpty();
    }

    @Test
    void aPersonIsFoundAndErased() {
        String event = serai.bounce("mail-erase", "erase.me@example.com", "other");
        serai.untilDelivery(event, "delivered");
        try (Visit visit = visit("/console/people").saysYes()) {
            Locator find = visit.page.locator("form[aria-label='Find a person']");
            find.getByLabel("E-mail address of the person").fill("Erase.Me@example.com");
            Visit.button(find, "Find and export").click();
            assertThat(visit.page.locator("#found .tag")).hasText("done");
            visit.page.locator("#found summary").click();
            assertThat(visit.page.locator("#found pre")).containsText(event);

            Locator erase = visit.page.locator("form[aria-label='Erase a person']");
            erase.getByLabel("E-mail address of the person").fill("erase.me@example.com");
            Visit.button(erase, "Erase").click();
            assertThat(visit.page.locator("#erased .tag")).hasText("done");

            visit.to("/console/events/" + event);
            assertThat(visit.page.locator("#personal")).containsText("The payload is erased");
        }
        assertThat(serai.gateway.query("select payload from event where id = cast(? as uuid)", event).toString())
                .doesNotContain("erase.me");
    }

    @Test
    void allIsDoneWithoutAMouse() {
        serai.bounce("mail-keys-1", "keys@example.com", "other");
        serai.bounce("mail-keys-2", "keys@example.com", "other");
        try (Visit visit = visit("/console")) {
            visit.press("Tab");
            assertThat(visit.focused()).isEqualTo("To the content");
            visit.press("g", "e");
            visit.page.waitForURL("**/console/events");
            visit.press("/");
            assertThat(visit.focused()).isEqualTo("family");
            visit.press("Escape", "j");
            Locator rows = visit.page.locator("#rows a[data-row]");
            assertThat(rows.first()).isFocused();
            visit.press("j");
            assertThat(rows.nth(1)).isFocused();
            visit.press("k");
            assertThat(rows.first()).isFocused();
            visit.press("Enter");
            visit.page.waitForURL(Pattern.compile(".*/console/events/[0-9a-f-]{36}"));

            visit.press("?");
            assertThat(visit.page.locator("#keys")).isVisible();
            visit.press("Escape");
            assertThat(visit.page.locator("#keys")).isHidden();

            visit.press("g", "d");
            visit.page.waitForURL("**/console/destinations");
            pauseAndResume(visit, "editors-mail");
        }
    }

    private static void pauseAndResume(Visit visit, String name) {
        Locator row = visit.page.locator("#" + name);
        Locator first = row.locator("a[data-row]");
        for (int i = 0; i < 20 && !visit.focused().equals(name); i++) {
            visit.press("j");
        }
        assertThat(first).isFocused();
        String opener = "Pause " + name + ", or run it later";
        for (int i = 0; i < 5 && !visit.focused().equals(opener); i++) {
            visit.press("Tab");
        }
        visit.press("Enter");
        Locator dialog = visit.page.locator("dialog[open]");
        assertThat(dialog).containsText("Nothing is sent");
        visit.press("Escape");
        assertThat(dialog).hasCount(0);
        assertThat(visit.focused()).isEqualTo(opener);

        visit.press("Enter");
        for (int i = 0; i < 20 && !visit.focused().equals("reason"); i++) {
            visit.press("Tab");
        }
        visit.page.keyboard().type("a release");
        visit.press("Enter");
        assertThat(row.locator(".tag").first()).hasText("paused");
        assertThat(visit.page.locator("#destinations")).containsText("a release");
        assertThat(visit.focused()).isEqualTo("Resume " + name);
        visit.press("Enter");
        assertThat(row.locator(".tag").first()).not().hasText("paused");
        assertThat(visit.focused()).isEqualTo(opener);
    }

    @Test
    void aHostilePayloadStaysText() throws Exception {
        HostileEvents hostile = new HostileEvents(serai);
        List<String> events = hostile.send();
        try (Visit visit = visit("/console/routes")) {
            hostile.addRouteFile();
            visit.button("Reload from disk").click();
            assertThat(visit.page.locator("#reloaded")).containsText("Reloaded");
            hostile.replay(visit);
            for (String path : List.of("/console", "/console/destinations", "/console/dead", "/console/routes",
                    "/console/refused", "/console/people", "/console/audit", "/console/events")) {
                visit.to(path);
                hostile.check(visit);
            }
            for (String family : List.of("campaign", "cmp", "graph")) {
                visit.to("/console/events?family=" + family);
                hostile.check(visit);
            }
            for (String event : events) {
                visit.to("/console/events/" + event);
                visit.page.locator("#why button").click();
                assertThat(visit.page.locator("#why table")).isVisible();
                visit.button("Show the payload").click();
                assertThat(visit.page.locator("#payload-pretty")).containsText(HostileEvents.TEMPLATES);
                visit.button("Save as a test case").click();
                assertThat(visit.page.locator("#case-text")).isVisible();
                visit.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
                hostile.check(visit);
            }
        } finally {
            hostile.removeRouteFile();
        }
    }

    // ---- what every page must be

    private Pages pages() {
        return new Pages(serai);
    }

    /** The pages with something on each, and with their parts opened. */
    private static final class Pages {
        private final ConsoleGateway serai;

        Pages(ConsoleGateway serai) {
            this.serai = serai;
        }

        interface Step {
            void go(Visit visit);
        }

        Map<String, Step> steps() {
            serai.refusing("refused-for-good");
            String dead = serai.bounce("mail-barrier", "barrier@example.com", "refused-for-good");
            serai.untilDelivery(dead, "dead");
            serai.gateway.post("campaign", "no event at all");
            Map<String, Step> steps = new LinkedHashMap<>();
            steps.put("overview", visit -> visit.to("/console"));
            steps.put("events", visit -> visit.to("/console/events"));
            steps.put("events of a family", visit -> visit.to("/console/events?family=campaign"));
            steps.put("event", visit -> {
                visit.to("/console/events/" + dead);
                visit.page.locator("#why button").click();
                assertThat(visit.page.locator("#why table")).isVisible();
                visit.button("Show the payload").click();
                assertThat(visit.page.locator("#payload-pretty")).isVisible();
                visit.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
            });
            steps.put("destinations", visit -> visit.to("/console/destinations"));
            steps.put("destinations with a dialog", visit -> {
                visit.to("/console/destinations");
                visit.button("Pause editors-mail, or run it later").click();
                assertThat(visit.page.locator("dialog[open]")).isVisible();
            });
            steps.put("dead letters", visit -> visit.to("/console/dead"));
            steps.put("routes", visit -> {
                visit.to("/console/routes");
                visit.page.getByLabel("Payload").fill(Gateway.sample("campaign/bounce"));
                visit.button("Try").click();
                assertThat(visit.page.locator("#tried h3")).isVisible();
                assertThat(visit.page.locator("main")).containsText("check passed");
            });
            steps.put("refused", visit -> visit.to("/console/refused"));
            steps.put("people", visit -> visit.to("/console/people"));
            steps.put("audit", visit -> visit.to("/console/audit"));
            steps.put("problem", visit -> visit.to("/console/events/00000000-0000-8000-8000-000000000000"));
            steps.put("keys", visit -> {
                visit.to("/console/audit");
                visit.press("?");
                assertThat(visit.page.locator("#keys")).isVisible();
            });
            return steps;
        }
    }

    @Test
    void noPageHasABarrier() {
        try (Visit visit = Visit.withAxe(chromium, serai.origin()).expects("404")) {
            Barriers barriers = new Barriers();
            pages().steps().forEach((name, step) -> {
                visit.page.setViewportSize(Visit.WIDE, Visit.HEIGHT);
                step.go(visit);
                barriers.look(visit, name);
            });
            assertThat(barriers.found()).isEmpty();
        }
    }

    @Test
    void noPageIsWiderThanAPhone() {
        try (Visit visit = Visit.of(chromium, serai.origin()).expects("404")) {
            visit.page.setViewportSize(Visit.NARROW, Visit.HEIGHT);
            pages().steps().forEach((name, step) -> {
                step.go(visit);
                assertThat(visit.page.evaluate("document.scrollingElement.scrollWidth"))
                        .as("%s, which is as wide as %s", name, visit.page.evaluate(WIDEST))
                        .isEqualTo(Visit.NARROW);
            });
        }
    }

    private static final String WIDEST = "Array.from(document.querySelectorAll('body *'))"
            + ".map(each => [each.getBoundingClientRect().right, each.outerHTML.slice(0, 120)])"
            + ".sort((a, b) => b[0] - a[0]).slice(0, 3).map(String).join(' | ')";
}
