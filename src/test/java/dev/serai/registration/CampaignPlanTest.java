package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.CampaignWebhook;
import dev.serai.receive.Family;
import dev.serai.registration.ReceiverSecret.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which differences a plan of one client of Campaign sees. */
class CampaignPlanTest {
    private static final PublicUrl URL = new PublicUrl("https://hooks.example.com");
    private static final String OURS = "https://hooks.example.com/webhooks/campaign";
    private static final Family FAMILY = Families.SHIPPED.from(Config.shipped()).stream()
            .filter(each -> each.name().equals("campaign"))
            .findFirst()
            .orElseThrow();

    private static Wanted.Campaign wanted(Kind kind, String... types) {
        ReceiverSecret secret = new ReceiverSecret(kind, "campaign.key", "X-Serai-Token", "user:top-secret");
        return new Wanted.Campaign(new Account("campaign", "", "1"), List.of(types), secret);
    }

    private static CampaignWebhook webhook(
            String id, String type, String status, String target, String authentication) {
        return new CampaignWebhook(id, type, status, target, authentication, "2026-11-28T10:00:00Z");
    }

    private static CampaignWebhook active(String id, String type) {
        return webhook(id, type, "activated", OURS, "basicAuth");
    }

    private static List<String> plan(Wanted.Campaign wanted, boolean resend, CampaignWebhook... registered) {
        List<String> lines = CampaignPlan.of(wanted, Arrays.asList(registered), URL, FAMILY, resend).stream()
                .map(each -> each.action() + " " + each.name() + " " + each.does())
                .toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("top-secret"));
        return lines;
    }

    @Test
    void whatIsMissingIsCreated() {
        assertThat(plan(wanted(Kind.BASIC, "bounce"), false))
                .containsExactly("CREATE bounce create and activate   " + OURS);
        assertThat(plan(wanted(Kind.PATH, "bounce"), false))
                .containsExactly("CREATE bounce create and activate   " + OURS + "/…");
    }

    @Test
    void whatIsRightIsKeptAlsoIfItsTargetIsWrittenOtherwise() {
        assertThat(plan(
                        wanted(Kind.BASIC, "bounce"),
                        false,
                        webhook(
                                "7",
                                "bounce",
                                "activated",
                                "HTTPS://Hooks.Example.com:443/webhooks/campaign",
                                "basicAuth")))
                .containsExactly("KEEP bounce registered and active (7)");
    }

    @Test
    void whatDoesNotSendIsActivated() {
        Wanted.Campaign wanted = wanted(Kind.BASIC, "open");

        assertThat(plan(wanted, false, webhook("7", "open", "suspended", OURS, "basicAuth")))
                .containsExactly("ACTIVATE open activate again: suspended since 2026-11-28");
        assertThat(plan(wanted, false, webhook("7", "open", "created", OURS, "basicAuth")))
                .containsExactly("ACTIVATE open activate 7: created and never activated");
        assertThat(plan(wanted, false, webhook("7", "open", "deactivated", OURS, "basicAuth")))
                .containsExactly("ACTIVATE open activate 7: deactivated");
    }

    @Test
    void ofSeveralTheActivatedOneStays() {
        assertThat(plan(
                        wanted(Kind.BASIC, "click"),
                        false,
                        webhook("1", "click", "created", OURS, "basicAuth"),
                        webhook("2", "click", "activated", OURS + "/old", "none"),
                        active("3", "click")))
                .containsExactly(
                        "KEEP click registered and active (3)",
                        "REMOVE click deactivate and delete 2: a second one of the same type",
                        "REMOVE click delete 1: a second one of the same type");
    }

    @Test
    void aDifferentTargetOrAuthenticationIsUpdated() {
        assertThat(plan(
                        wanted(Kind.PATH, "click"),
                        false,
                        webhook("1", "click", "activated", OURS + "/old-secret", "none")))
                .containsExactly("UPDATE click update 1: it goes to another secret path");
        assertThat(plan(wanted(Kind.HEADER, "click"), false, webhook("1", "click", "suspended", OURS, "none")))
                .containsExactly("UPDATE click update 1: its authentication is none instead of keyAuth; activate again:"
                        + " suspended since 2026-11-28");
    }

    @Test
    void aSecretIsSentAgainOnlyOnRequest() {
        assertThat(plan(wanted(Kind.BASIC, "click"), true, active("1", "click")))
                .containsExactly("UPDATE click update 1: its secret is sent again");
    }

    @Test
    void whatIsNotWantedIsRemovedAndWhatIsOfOthersStays() {
        assertThat(plan(
                        wanted(Kind.BASIC, "click"),
                        false,
                        active("1", "click"),
                        active("2", "open"),
                        webhook("3", "open", "activated", "https://other.example.net/top-secret?a=b", "none"),
                        webhook("4", "click", "activated", "https://hooks.example.com/webhooks/campaigns", "none"),
                        webhook("5", "webhooknode", "activated", "not a url top-secret", "none")))
                .containsExactly(
                        "REMOVE open deactivate and delete 2: not wanted",
                        "FOREIGN open 3 goes to https://other.example.net/…: not ours, left alone",
                        "KEEP click registered and active (1)",
                        "FOREIGN click 4 goes to https://hooks.example.com/…: not ours, left alone",
                        "FOREIGN webhooknode 5 goes to …: not ours, left alone");
    }
}
