package dev.serai.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.serai.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events each text of which tries to be more than a text on a page, and what must not have come of them. */
final class HostileEvents {
    /** What the languages of templates would reckon. */
    static final String TEMPLATES = "${7*7} {{7*7}} #{7*7} @(7*7)";

    private static final String HOSTILE = "<x-evil>\"'><img src=/console/evil onerror=alert(1)"
            + " hx-get=/console/evil hx-trigger=load><script>alert(2)</script></textarea></script>"
            + "<svg onload=alert(3)>javascript:alert(4) &lt;b&gt; " + TEMPLATES + " \u202Edlrow\u2066";

    /** As a file may be called on any system of Unix. */
    private static final String FILE = "evil'\"><img src=x onerror=alert(5) hx-get=evil>${7*7}&x=1.camel.yaml";

    private final ConsoleGateway serai;
    private final Path file;

    HostileEvents(ConsoleGateway serai) {
        this.serai = serai;
        this.file = serai.routes.resolve("destinations").resolve(FILE);
    }

    private static String hostile(String field) {
        return field + HOSTILE;
    }

    /**
     * Posts events of each family, of which Salesforce refuses one in hostile words.
     *
     * @return their ids
     */
    List<String> send() {
        Map<String, Object> bounce = ConsoleGateway.sample("campaign/bounce");
        for (String field : List.of("id", "mailId", "recipientId", "mailingId", "userListId", "subscriptionId")) {
            bounce.put(field, hostile(field));
        }
        bounce.put("category", hostile("category"));
        bounce.put("reason", "evil");
        bounce.put("created", Instant.now().toEpochMilli());
        bounce.put("mediaTypesToAddresses", Map.of("EMAIL", hostile("contact")));
        serai.refuse("evil", hostile("refusal"));
        serai.post("campaign", Json.write(List.of(bounce)));

        Map<String, Object> unknown = ConsoleGateway.sample("campaign/bounce");
        unknown.put("type", hostile("type"));
        unknown.put("id", "evil-2");
        unknown.put("mailId", "evil-2");
        serai.post("campaign", Json.write(List.of(unknown)));

        serai.post(
                "cmp",
                Json.write(Map.of(
                        "event_name",
                        "asset_added",
                        "data",
                        Map.of(
                                "asset", Map.of("id", hostile("asset"), "title", hostile("title")),
                                "task", Map.of("id", hostile("task"))))));
        serai.post("cmp", Json.write(Map.of("event_name", hostile("event_name"), "data", Map.of())));
        serai.post(
                "graph",
                Json.write(Map.of(
                        "timestamp", Instant.now().toString(),
                        "tenantId", hostile("tenant"),
                        "type", Map.of("subject", hostile("kind"), "action", hostile("action")),
                        "data", Map.of("docId", hostile("doc")))));
        serai.gateway.post("campaign", hostile("body"));
        List<String> ids = serai.gateway.query("select id from event where payload like '%x-evil%'").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
        assertThat(ids).hasSize(5);
        serai.untilDelivery(bounced(), "dead");
        return ids;
    }

    private String bounced() {
        return String.valueOf(serai.gateway
                .query("select id from event where type = 'bounce' and payload like '%x-evil%'")
                .get(0)
                .get("id"));
    }

    /** A file that no route can be read from. */
    void addRouteFile() throws IOException {
        Files.writeString(file, "- route: " + HOSTILE.replace('\u202E', ' ') + "\n");
    }

    void removeRouteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Sends the dead letter again, under a hostile name and for a hostile reason. */
    void replay(Visit visit) {
        visit.to("/console/dead");
        Locator group = visit.part("#groups section", "x-evil");
        Visit.button(group, "Send again").click();
        Locator dialog = visit.page.locator("dialog[open]");
        dialog.getByLabel("Name, for the history").fill(cut(hostile("name"), 200));
        dialog.getByLabel("Reason, for the audit").fill(cut(hostile("why"), 500));
        Visit.button(dialog, "Send again").click();
        assertThat(visit.page.locator("#job .tag")).hasText("done");
        serai.untilDelivery(bounced(), "dead");
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    /** Nothing of the page is made of a hostile text. */
    void check(Visit visit) {
        assertThat(visit.page.evaluate("""
                Array.from(document.querySelectorAll('*')).filter(each =>
                  each.localName === 'x-evil' || each.localName === 'iframe' || each.onerror || each.onload
                  || (each.localName === 'img' && !each.getAttribute('src').startsWith('/console/static/'))
                  || (each.localName === 'script' && !each.src.includes('/console/static/'))
                  || Array.from(each.attributes).some(a => a.name.startsWith('on') || (a.name.startsWith('hx-get') && /evil$/.test(a.value)))
                ).map(each => each.outerHTML.slice(0, 200))""")).as(visit.page.url()).isEqualTo(List.of());
        assertThat(visit.requests())
                .noneMatch(each -> each.replaceFirst("\\?.*", "").contains("evil"));
    }
}
