package dev.serai.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** The pages of the console, as a person uses them in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class ConsoleIT {
    private static final String BOUNCES = "salesforce-bounces";

    /** Pages show where a route file lies, and a picture of a page is to show a short path. */
    static final class InTarget implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "console-");
        }
    }

    private Chromium chromium;
    private ConsoleGateway serai;

    @BeforeAll
    void start(@TempDir(factory = InTarget.class) Path directory) throws Exception {
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

    /** For {@code docs/console.md}: {@code -Dconsole.pictures=docs/console}. */
    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "console.pictures", matches = ".+")
    void pictures() throws Exception {
        Pictures pictures = new Pictures(serai, Path.of(System.getProperty("console.pictures")));
        try (Visit visit = Visit.of(chromium, serai.origin())) {
            pictures.take(visit);
        }
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
                assertThat(overview.locator(".path a.suspended")).containsText(BOUNCES);
            } finally {
                serai.salesforce.up();
            }
            visit.button("Probe " + BOUNCES + " now").click();

            assertThat(row.locator(".tag").first()).hasText("working");
            assertThat(row.locator("[data-label=waiting]")).hasText("0");
            assertThat(overview.locator(".path a.suspended")).hasCount(0);
            serai.untilDelivery(serai.idOf("mail-down"), "delivered");
        }
    }

    @Test
    void aDeadLetterIsSentAgain() {
        serai.refuse("refused-first", "Say who it is");
        String event = serai.bounce("mail-dead", "dead@example.com", "refused-first");
        serai.untilDelivery(event, "dead");
        try (Visit visit = visit("/console/dead")) {
            Locator group = visit.part("#groups section", "Say who it is");
            assertThat(group).containsText(BOUNCES);
            serai.take("refused-first");

            Visit.button(group, "Send again").click();
            Locator dialog = visit.page.locator("dialog[open]");
            dialog.getByLabel("Name, for the history").fill("after the mending");
            Visit.button(dialog, "How many?").click();
            assertThat(dialog).containsText("1 delivery would be sent again.");
            Visit.button(dialog, "Send again").click();

            assertThat(dialog).hasCount(0);
            assertThat(visit.page.locator("#job .tag")).hasText("done");
            assertThat(visit.part("#groups section", "Say who it is")).hasCount(0);
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
            visit.page.getByText("The rule").click();
            assertThat(visit.page.locator("#deliveries .line.marked")).containsText("- to:");
            assertThat(visit.page.locator("#deliveries")).containsText("Timeline");
            visit.button("Show the payload").click();
            assertThat(visit.page.locator("#payload-pretty")).containsText("edit@example.com");
            visit.page.getByText("What the router compared").click();
            assertThat(visit.page.locator("#personal table")).containsText("${header.eventType} = bounce");
            assertThat(visit.tab("/console/audit")
                            .locator("tbody tr", new Page.LocatorOptions().setHasText("unmask"))
                            .filter(new Locator.FilterOptions().setHasText(event)))
                    .hasCount(1);

            visit.page.getByText("Edit and send").click();
            Locator payload = visit.page.locator("#personal textarea[name=payload]");
            payload.fill(payload.inputValue().replace("softbounce", "hardbounce"));
            visit.button("Where would it go?").click();
            assertThat(visit.page.locator("#edited")).containsText("It would go to " + BOUNCES);
            assertThat(serai.gateway.query("select * from event where subject = 'mail-edit'"))
                    .hasSize(1);
            visit.page.locator("#personal").getByLabel("Reason, for the audit").fill("the category was wrong");
            visit.button("Store and send").click();
            visit.page.locator("#edited a").click();

            assertThat(visit.page.locator(".facts").first()).containsText("Corrected copy of");
            assertThat(visit.page.locator(".facts a[href='/console/events/" + event + "']"))
                    .hasText(event);
        }
    }

    @Test
    void aPastedRouteIsTriedAndNothingIsSent() throws Exception {
        String router =
                Files.readString(serai.routes.resolve("campaign.camel.yaml")).replace("'bounce'", "'open'");
        serai.salesforce.forgetRequests();
        try (Visit visit = visit("/console/routes")) {
            assertThat(visit.page.locator("main")).containsText("What runs is what lies on the disk.");

            visit.page.getByLabel("Family").selectOption("campaign");
            visit.page
                    .getByLabel("Route file, optional", new Page.GetByLabelOptions().setExact(true))
                    .fill("campaign.camel.yaml");
            visit.page.getByLabel("Text of the route file, optional").fill(router);
            visit.page.locator("#try textarea[name=payload]").fill(Gateway.sample("campaign/open"));
            visit.button("Try").click();

            Locator tried = visit.page.locator("#tried");
            assertThat(tried.locator("h3").first()).hasText("campaign open → " + BOUNCES);
            assertThat(tried).containsText("/composite/sobjects/Email_Event__c/Event_Key__c");
            assertThat(tried.locator("pre").first()).containsText("\"Type__c\"");
        }
        assertThat(serai.salesforce.requests()).isEmpty();
        assertThat(serai.gateway.query("select * from event where type = 'open'"))
                .isEmpty();
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
        assertThat(serai.gateway
                        .query("select payload from event where id = cast(? as uuid)", event)
                        .toString())
                .doesNotContain("erase.me");
    }

    @Test
    void allIsDoneWithoutAMouse() {
        serai.bounce("mail-keys-1", "keys@example.com", "other");
        serai.bounce("mail-keys-2", "keys@example.com", "other");
        try (Visit visit = visit("/console")) {
            visit.press("Tab");
            assertThat(visit.focused()).isEqualTo("To the content");
            visit.go("e", "**/console/events");
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

            visit.go("d", "**/console/destinations");
            pauseAndResume(visit, "editors-mail");
        }
    }

    @Test
    void aNewerListTakesAwayNothingThatAPersonHasOpened() {
        try (Visit visit = visit("/console/routes")) {
            List<Route> held = new ArrayList<>();
            visit.page.route("**/console/destinations/list", held::add);
            visit.to("/console/destinations");
            visit.page.waitForCondition(() -> !held.isEmpty());
            visit.button("Pause editors-mail, or run it later").click();
            assertThat(visit.page.locator("dialog[open]")).isVisible();

            visit.page.waitForResponse("**/console/destinations/list", () -> held.forEach(Route::resume));
            assertThat(visit.page.locator("[data-live]")).isVisible();
            assertThat(visit.page.locator("dialog[open]")).isVisible();
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
            assertThat(visit.page.locator("#reloaded")).containsText("1 file has changed");
            hostile.replay(visit);
            for (String path : List.of(
                    "/console",
                    "/console/destinations",
                    "/console/dead",
                    "/console/routes",
                    "/console/refused",
                    "/console/people",
                    "/console/audit",
                    "/console/events")) {
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

    @Test
    void aViewerChangesNothing() {
        String event = serai.bounce("mail-viewer", "viewer@example.com", "other");
        serai.refuse("refused-viewer", "Not for viewers");
        serai.untilDelivery(serai.bounce("mail-viewer-2", "viewer@example.com", "refused-viewer"), "dead");
        try (Visit visit = visit("/console/login")) {
            signIn(visit, serai.viewer);
            visit.to("/console/events/" + event);
            assertThat(visit.page.locator("main")).containsText("mail-viewer");
            assertThat(visit.button("Show the payload")).hasCount(0);
            assertThat(visit.button("Send again")).hasCount(0);
            visit.to("/console/destinations");
            assertThat(visit.page.locator("#" + BOUNCES)).isVisible();
            assertThat(visit.page.locator("#" + BOUNCES).getByRole(AriaRole.BUTTON))
                    .hasCount(0);
            visit.to("/console/dead");
            assertThat(visit.part("#groups section", "Not for viewers").getByRole(AriaRole.BUTTON))
                    .hasCount(0);
            visit.to("/console/people");
            assertThat(visit.page.locator("main form")).hasCount(0);

            for (String path : List.of(
                    "/events/" + event + "/unmask",
                    "/events/" + event + "/replay",
                    "/events/" + event + "/edit",
                    "/dead/replay",
                    "/dead/discard",
                    "/dead/acknowledge",
                    "/destinations/" + BOUNCES + "/pause",
                    "/destinations/" + BOUNCES + "/resume",
                    "/destinations/" + BOUNCES + "/probe",
                    "/routes/try",
                    "/routes/reload",
                    "/refused/offer",
                    "/people/export",
                    "/people/erase")) {
                APIResponse answer = visit.post("/console" + path, COMPLETE);
                assertThat(answer.status()).as(path).isEqualTo(403);
                assertThat(answer.text()).as(path).contains("role");
            }
        }
        assertThat(serai.gateway.query("select action from audit where who = 'vera' and action <> 'login'"))
                .isEmpty();
        try (Visit visit = visit("/console/login")) {
            signIn(visit, serai.operator);
            assertThat(visit.post("/console/destinations/" + BOUNCES + "/resume", COMPLETE)
                            .status())
                    .isEqualTo(200);
        }
    }

    /** The fields of all forms. */
    private static final FormData COMPLETE = FormData.create()
            .set("destination", BOUNCES)
            .set("state", "delivered")
            .set("payload", "{}")
            .set("family", "campaign")
            .set("reason", "by hand")
            .set("error", "Not for viewers")
            .set("contact", "viewer@example.com")
            .set("do", "store");

    private static void signIn(Visit visit, String token) {
        visit.page.getByLabel("Token").fill(token);
        visit.button("Sign in").click();
        visit.page.waitForURL(url -> !url.contains("/login"));
    }

    @Test
    void aSessionThatHasEndedLeadsToTheLoginAndBack() {
        try (Visit visit = visit("/console/login").expects("401");
                Visit other = visit("/console/login").expects("401")) {
            signIn(visit, serai.operator);
            visit.to("/console/routes");
            signOutEverywhere(other);

            visit.button("Reload from disk").click();
            visit.page.waitForURL("**/console/login?*");
            signIn(visit, serai.operator);
            assertThat(visit.page).hasURL(serai.origin() + "/console/routes");
            signOutEverywhere(other);

            visit.page.locator(".nav a[href='/console/audit']").click();
            visit.page.waitForURL("**/console/login?*");
            signIn(visit, serai.operator);
            assertThat(visit.page).hasURL(serai.origin() + "/console/audit");
        }
    }

    private void signOutEverywhere(Visit visit) {
        signIn(visit.to("/console/login"), serai.operator);
        visit.button("Sign out").click();
        visit.button("Sign out everywhere").click();
        visit.page.waitForURL("**/console/login?*");
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
            serai.refuse("refused-for-good", "No more of these");
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
                visit.page.locator("#try textarea[name=payload]").fill(Gateway.sample("campaign/bounce"));
                visit.button("Try").click();
                assertThat(visit.page.locator("#tried h3")).isVisible();
                assertThat(visit.page.locator("main")).containsText("What runs is what lies on the disk.");
            });
            steps.put("refused", visit -> visit.to("/console/refused"));
            steps.put("people", visit -> visit.to("/console/people"));
            steps.put("audit", visit -> visit.to("/console/audit"));
            steps.put("problem", visit -> visit.to("/console/events/00000000-0000-8000-8000-000000000000"));
            steps.put("login", visit -> visit.forget().to("/console/login?out=1"));
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
