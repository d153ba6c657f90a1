package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.event.Json;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.VerifiedWebhook;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.AccountWebhooks.Listed;
import dev.serai.registration.CampaignAccount;
import dev.serai.registration.Registration;
import dev.serai.registration.TestAnswer;
import dev.serai.registration.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serai webhooks verify}: test events on their whole way. */
@Command(
        name = "verify",
        description = {
            "Lets Campaign send test events to its webhooks that are Serai's own, looks at the status inside the answer, and"
                    + " asks the running gateway whether they are stored and went to no destination.",
            "Test events look like real ones but for their mailing: campaign.test-mailings keeps them from CRM and mail."
        })
final class WebhooksVerifyCommand extends WebhooksSubcommand {
    private static final int MOST_EVENTS = 100;
    /** Real events of the type may come in between. */
    private static final int MOST_STORED = 500;

    private static final int MOST_PAGES = 4;

    private static final Duration ARRIVAL = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 200;
    /** The clocks of one machine agree; a receipt may have begun before its answer. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "of webhooks, or types such as bounce; all of Serai's own if none is named")
    List<String> named = List.of();

    @Option(
            names = "--mailing",
            paramLabel = "ID",
            description = "the mailing that test events name; else the first of campaign.test-mailings")
    @Nullable
    String mailing;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many for each webhook, 1 to 100; 1 if it is not said")
    int events;

    @Option(names = "--deliver", description = "lets test events reach CRM, database and mail as real ones do")
    boolean deliver;

    @Option(names = "--json", description = "a JSON list, for programs")
    boolean json;

    @Mixin
    final ManagementClient.At at = new ManagementClient.At();

    /**
     * What came of one webhook.
     *
     * @param status what the command ends with because of it
     */
    private record Verified(Listed webhook, int status, List<String> texts) {
        boolean passed() {
            return status == ExitStatus.OK;
        }
    }

    @Override
    int run(Registration registration, Config config) throws Exception {
        if (events < 1 || events > MOST_EVENTS) {
            throw misused("--events " + events + " is not from 1 to " + MOST_EVENTS);
        }
        String used = mailing(config);
        ManagementClient gateway = at.client(config);
        List<Verified> all = new ArrayList<>();
        int status = ExitStatus.OK;
        for (AccountWebhooks<?, ?> account : registration.accounts()) {
            if (account instanceof CampaignAccount campaign) {
                try {
                    for (Listed webhook : meant(campaign)) {
                        Verified verified = verified(campaign, webhook, used, gateway);
                        all.add(verified);
                        print(verified);
                        status = worse(status, verified.status());
                    }
                } catch (ApiException e) {
                    status = worse(status, failed(account, e));
                }
            }
        }
        if (json) {
            out().println(Json.write(
                    all.stream().map(WebhooksVerifyCommand::json).toList()));
        } else if (all.isEmpty() && status == ExitStatus.OK) {
            out().println("Nothing to verify: only Campaign verifies, and no webhook of Serai's own is meant there.");
        }
        out().flush();
        return status;
    }

    private String mailing(Config config) {
        List<String> known = config.section("campaign").value("test-mailings", Format.LIST);
        config.complain();
        String asked = mailing != null ? mailing : known.isEmpty() ? "" : known.get(0);
        if (!asked.matches("\\d{1,19}")) {
            throw misused(
                    mailing == null
                            ? "campaign.test-mailings is not set; put the id of a mailing there that is only for tests,"
                                    + " restart the gateway, and Serai keeps its events from every destination"
                            : "--mailing " + mailing + " is no id of a mailing, which is a number");
        }
        if (!known.contains(asked) && !deliver) {
            throw misused(
                    "the mailing " + asked + " is not in campaign.test-mailings, so that test events would reach CRM"
                            + " and mail like real ones; add it there and restart the gateway, or say --deliver");
        }
        return asked;
    }

    private List<Listed> meant(CampaignAccount account) throws ApiException, InterruptedException {
        return account.list().stream()
                .filter(Listed::ours)
                .filter(each -> named.isEmpty() || named.contains(each.id()) || named.contains(each.name()))
                .toList();
    }

    private Verified verified(CampaignAccount account, Listed webhook, String used, ManagementClient gateway)
            throws ApiException, InterruptedException {
        Instant since = Instant.now().minus(MARGIN);
        List<String> texts = new ArrayList<>();
        int status = ExitStatus.OK;
        int sent = 0;
        for (VerifiedWebhook each : account.verify(webhook, used, events)) {
            TestAnswer answer = TestAnswer.of(each);
            status = answer.passed() ? status : ExitStatus.FINDING;
            sent += answer.passed() ? each.events() : 0;
            texts.add(answer.text());
        }
        if (sent > 0) {
            try {
                TestEvents stored = stored(gateway, webhook, used, since, sent);
                status = stored.passed(sent, deliver) ? status : ExitStatus.FINDING;
                texts.add(stored.text(sent, deliver));
            } catch (UnreachedException e) {
                status = worse(status, ExitStatus.UNREACHED);
                texts.add("whether it is stored is unknown: " + e.getMessage());
            }
        }
        return new Verified(webhook, status, texts);
    }

    /** What is stored of the test events, as soon as all are, or when the time is up. */
    private TestEvents stored(ManagementClient gateway, Listed webhook, String used, Instant since, int sent)
            throws UnreachedException, InterruptedException {
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (true) {
            TestEvents stored = TestEvents.of(asked(gateway, webhook, since), used);
            if (stored.count() >= sent || System.nanoTime() > end) {
                return stored;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** The events of the type since then, the payloads with them. */
    private List<JsonNode> asked(ManagementClient gateway, Listed webhook, Instant since)
            throws UnreachedException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        String first = "/events?family=campaign&type=" + ManagementClient.encoded(webhook.name()) + "&since="
                + ManagementClient.encoded(since.toString()) + "&payload=true&limit=" + MOST_STORED;
        try {
            JsonNode page = gateway.get(first);
            page.path("events").forEach(events::add);
            for (int pages = 1; pages < MOST_PAGES && page.hasNonNull("next"); pages++) {
                page = gateway.get(first + "&after="
                        + ManagementClient.encoded(page.path("next").asText()));
                page.path("events").forEach(events::add);
            }
            return events;
        } catch (RefusedException e) {
            throw new UnreachedException("the gateway does not tell its events: " + e.getMessage());
        }
    }

    private void print(Verified verified) {
        if (!json) {
            out().println((verified.passed() ? "ok     " : "failed ")
                    + verified.webhook().account() + " "
                    + verified.webhook().name() + " " + verified.webhook().id() + ": "
                    + String.join("; ", verified.texts()));
            out().flush();
        }
    }

    private static Map<String, Object> json(Verified verified) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client", verified.webhook().account().client());
        json.put("id", verified.webhook().id());
        json.put("type", verified.webhook().name());
        json.put("passed", verified.passed());
        json.put("results", verified.texts());
        return json;
    }
}
