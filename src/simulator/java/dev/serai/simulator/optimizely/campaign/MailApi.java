package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /mailid}: what a mail id stands for; and {@code /mailarchive}. */
final class MailApi {
    private static final Duration CURSOR_LASTS = Duration.ofMinutes(10);
    private static final List<String> TYPES = List.of("event", "transaction", "confirmation", "campaign");
    private final Campaign campaign;
    private final Map<String, Cursor> cursors = new HashMap<>();

    private record Cursor(List<Mail> rest, Instant made) {}

    MailApi(Campaign campaign) {
        this.campaign = campaign;
    }

    RestAnswer ids(ClientCall call) {
        call.only("GET");
        return switch (call.words()) {
            case 1 -> byNumber(call, call.neededLong("MailingToUserID"));
            case 2 -> byMailId(call, call.word(1));
            case 3 -> plain(call);
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    /** Inferred: 400 for a number that nobody has. */
    private RestAnswer byNumber(ClientCall call, long number) {
        Mail mail = call.account().mailsByNumber.get(number);
        if (mail != null) {
            return CampaignApi.json(200, Map.of("mailId", mail.id()));
        }
        if (campaign.isOfAnother(call.account(), each -> each.mailsByNumber, number)) {
            throw CampaignRefusal.ofAnotherClient("mail");
        }
        throw CampaignRefusal.bad("There is no mail " + number);
    }

    private RestAnswer byMailId(ClientCall call, String mailId) {
        Mail mail = call.account().mails.get(mailId);
        if (mail != null) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("mailingId", mail.mailing().id);
            answer.put("recipientListId", mail.recipient().list);
            answer.put("recipientId", mail.recipient().id);
            answer.put("links", List.of());
            return CampaignApi.json(200, answer);
        }
        if (campaign.isOfAnother(call.account(), each -> each.mails, mailId)) {
            throw CampaignRefusal.ofAnotherClient("mail");
        }
        throw CampaignRefusal.bad(
                Ids.isMail(mailId) ? "There is no mail of this id" : "The mail id is wrongly encoded");
    }

    /** Ids that hold a mailing alone do not occur here. */
    private static RestAnswer plain(ClientCall call) {
        throw call.word(2).equals("plain")
                ? CampaignRefusal.bad("The mail id does not hold a mailing alone")
                : CampaignRefusal.notFound("such resource");
    }

    /** By period and by cursor. Inferred: a list; {@code limit} says how many, 100 if it is missing. */
    RestAnswer archive(ClientCall call) {
        call.only("GET");
        if (call.words() == 2) {
            return archived(call);
        }
        Instant from = Dates.ofArchive("from", call.needed("from"));
        Instant until = Dates.ofArchive("until", call.needed("until"));
        int limit = call.bounded("limit", 100, 1, ListPage.RESPONSES);
        String cursor = call.http().header("next-cursor");
        List<Mail> all = cursor.isEmpty() ? matching(call, from, until) : rest(cursor);
        if (all.isEmpty()) {
            return RestAnswer.empty(204);
        }
        List<Mail> page = all.subList(0, Math.min(limit, all.size()));
        RestAnswer answer = CampaignApi.json(
                200, page.stream().map(each -> shown(call.account(), each)).toList());
        return page.size() == all.size()
                ? answer
                : answer.with("next-cursor", keep(all.subList(page.size(), all.size())));
    }

    private static RestAnswer archived(ClientCall call) {
        for (Mail each : call.account().archive) {
            if (each.id().equals(call.word(1))) {
                return CampaignApi.json(200, shown(call.account(), each));
            }
        }
        if (Ids.isMail(call.word(1))) {
            throw CampaignRefusal.notFound("archived mail of this id");
        }
        throw CampaignRefusal.bad("The mail id is wrongly encoded");
    }

    private static List<Mail> matching(ClientCall call, Instant from, Instant until) {
        Long mailing = call.queryLong("mailingId");
        String recipient = call.query("recipientId");
        String type = call.oneOf("mailingTypes", TYPES);
        return call.account().archive.stream()
                .filter(each -> !each.created().isBefore(from) && each.created().isBefore(until))
                .filter(each -> mailing == null || each.mailing().id == mailing)
                .filter(each -> recipient == null || each.recipient().id.equals(recipient))
                .filter(each -> type == null || each.mailing().kind.inEvents.equals(type))
                .toList();
    }

    private static Map<String, Object> shown(Account account, Mail mail) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("mailingGroupId", account.id);
        shown.put("mailingType", mail.mailing().kind.inEvents);
        shown.put("mailingToUserId", mail.number());
        shown.put("properties", Map.of());
        shown.put("created", Dates.of(mail.created()));
        return shown;
    }

    private List<Mail> rest(String cursor) {
        Cursor known = cursors.get(cursor);
        if (known == null || known.made().plus(CURSOR_LASTS).isBefore(campaign.now())) {
            throw CampaignRefusal.bad("The cursor is expired");
        }
        return known.rest();
    }

    private String keep(List<Mail> rest) {
        String cursor = UUID.randomUUID().toString();
        cursors.put(cursor, new Cursor(rest, campaign.now()));
        return cursor;
    }
}
