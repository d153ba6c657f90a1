package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /smartcampaigns}, {@code /transactionalmail} and {@code /confirmations}: what was mailed, and its figures. */
final class MailingApi {
    private static final List<String> STATUSES =
            List.of("invalid", "activationrequired", "activated", "canceled", "paused", "running", "finished");
    private static final Map<String, Comparator<Mailing>> ORDERS = orders();
    private final Campaign campaign;

    MailingApi(Campaign campaign) {
        this.campaign = campaign;
    }

    private static Map<String, Comparator<Mailing>> orders() {
        Map<String, Comparator<Mailing>> orders = new LinkedHashMap<>();
        Comparator<Mailing> created = Comparator.comparing(Mailing::created).thenComparing(Mailing::campaign);
        for (String time : List.of("created", "modified", "started", "finished", "status", "description")) {
            orders.put(time, created);
        }
        orders.put("id", Comparator.comparing(Mailing::campaign));
        orders.put("name", Comparator.comparing(Mailing::name).thenComparing(created));
        return orders;
    }

    RestAnswer answer(ClientCall call) {
        call.only("GET");
        Mailing.Kind kind =
                switch (call.word(0)) {
                    case "smartcampaigns" -> Mailing.Kind.CAMPAIGN;
                    case "transactionalmail" -> Mailing.Kind.TRANSACTION;
                    default -> Mailing.Kind.CONFIRMATION;
                };
        return call.words() == 1 ? list(call, kind) : one(call, mailing(call, kind));
    }

    private static RestAnswer list(ClientCall call, Mailing.Kind kind) {
        ListPage page = ListPage.of(call, ListPage.LISTS);
        String status = call.oneOf("status", STATUSES);
        String media = call.oneOf("mediaType", List.of("email", "sms", "letter", "push"));
        boolean none = (status != null && !status.equals("running")) || (media != null && !media.equals("email"));
        List<Mailing> found = call.account().mailings.values().stream()
                .filter(each -> each.kind == kind && !none)
                .toList();
        List<Mailing> sorted = ListPage.sorted(call, found, ORDERS, "created", false);
        return CampaignApi.json(200, page.envelope(sorted, each -> shown(call.account(), each)));
    }

    private static RestAnswer one(ClientCall call, Mailing mailing) {
        if (call.words() == 2) {
            return CampaignApi.json(200, shown(call.account(), mailing));
        }
        boolean regular = mailing.kind == Mailing.Kind.CAMPAIGN;
        if (call.words() == 3 && call.word(2).equals("messages") && regular) {
            return CampaignApi.json(200, List.of(message(mailing)));
        }
        if (call.words() == 3 && call.word(2).equals("report")) {
            return CampaignApi.json(200, report(mailing));
        }
        throw CampaignRefusal.notFound("such resource");
    }

    private Mailing mailing(ClientCall call, Mailing.Kind kind) {
        long id = call.id(1);
        for (Mailing each : call.account().mailings.values()) {
            if (each.campaign == id && each.kind == kind) {
                return each;
            }
        }
        if (campaign.isCampaign(id)) {
            throw CampaignRefusal.ofAnotherClient("campaign");
        }
        throw CampaignRefusal.notFound("campaign of this id");
    }

    private static Map<String, Object> shown(Account account, Mailing mailing) {
        Map<String, Object> lists = new LinkedHashMap<>();
        lists.put("nodeId", mailing.campaign + 1);
        lists.put("recipientListIds", mailing.lists);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", mailing.campaign);
        shown.put("name", mailing.name);
        shown.put("description", "");
        shown.put("mailingGroupId", account.id);
        shown.put("status", "running");
        shown.put("type", mailing.kind.inLists);
        times(shown, mailing);
        shown.put("recipientLists", lists);
        shown.put("targetGroups", List.of());
        if (mailing.kind == Mailing.Kind.CAMPAIGN) {
            shown.put("messages", List.of(message(mailing)));
        } else {
            shown.put("message", message(mailing));
        }
        return shown;
    }

    private static Map<String, Object> message(Mailing mailing) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("nodeId", mailing.campaign + 2);
        shown.put("name", mailing.name);
        shown.put("mailingId", mailing.id);
        shown.put("mediaType", "EMAIL");
        shown.put("status", "running");
        shown.put("subject", Map.of("default", mailing.name));
        times(shown, mailing);
        shown.put("archiveEnabled", mailing.archived);
        return shown;
    }

    private static void times(Map<String, Object> shown, Mailing mailing) {
        shown.put("created", Dates.of(mailing.created));
        shown.put("modified", Dates.of(mailing.created));
        shown.put("started", Dates.of(mailing.created));
    }

    private static Map<String, Object> report(Mailing mailing) {
        Map<String, Object> recipients = new LinkedHashMap<>();
        recipients.put("net", mailing.figure("net"));
        recipients.put("total", mailing.figure("total"));
        recipients.put("skipped", mailing.figure("skipped"));
        recipients.put("inQueue", 0);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("campaignId", mailing.campaign);
        report.put("campaignName", mailing.name);
        report.put("recipients", recipients);
        report.put("bounces", Map.of("hard", mailing.figure("hardbounce"), "soft", mailing.figure("softbounce")));
        report.put("unsubscribes", mailing.figure("unsubscribes"));
        report.put("opens", totals(mailing, "opens"));
        report.put("clicks", totals(mailing, "clicks"));
        return report;
    }

    private static Map<String, Integer> totals(Mailing mailing, String figure) {
        return Map.of("total", mailing.figure(figure + ".total"), "unique", mailing.figure(figure + ".unique"));
    }
}
