package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /unsubscribes}: who is unsubscribed now. */
final class UnsubscribeApi {
    private static final int MOST_IDS = 5_000;
    private static final List<String> MEDIA = List.of("email", "fax", "sms", "letter", "push", "print", "global");
    private static final Map<String, Comparator<Unsubscribed>> ORDERS = orders();
    private final Campaign campaign;
    private final Happenings happenings;

    UnsubscribeApi(Campaign campaign, Happenings happenings) {
        this.campaign = campaign;
        this.happenings = happenings;
    }

    private static Map<String, Comparator<Unsubscribed>> orders() {
        Map<String, Comparator<Unsubscribed>> orders = new LinkedHashMap<>();
        Comparator<Unsubscribed> created =
                Comparator.comparing(Unsubscribed::created).thenComparing(Unsubscribed::number);
        orders.put("created", created);
        orders.put("id", Comparator.comparing(Unsubscribed::number));
        orders.put("reason", Comparator.comparing(Unsubscribed::reason).thenComparing(created));
        orders.put(
                "recipientlistid",
                Comparator.<Unsubscribed, Long>comparing(each -> each.recipient().list)
                        .thenComparing(created));
        orders.put(
                "mailingid",
                Comparator.comparing(Unsubscribed::mailingId, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(created));
        return orders;
    }

    RestAnswer answer(ClientCall call) {
        if (call.words() == 1) {
            return switch (call.only("GET", "POST", "DELETE").method()) {
                case "GET" -> list(call);
                case "POST" -> unsubscribe(call);
                default -> remove(call);
            };
        }
        if (call.words() == 2 && call.word(1).equals("count")) {
            call.only("GET");
            return CampaignApi.count(
                    isOther(call.oneOf("mediaType", MEDIA))
                            ? 0
                            : call.account().unsubscribes.size());
        }
        throw CampaignRefusal.notFound("such resource");
    }

    /** All recipients here have e-mail alone; inferred that an omitted media type means all. */
    private static boolean isOther(@Nullable String mediaType) {
        return mediaType != null && !mediaType.equals("email") && !mediaType.equals("global");
    }

    private static RestAnswer list(ClientCall call) {
        ListPage page = ListPage.of(call, ListPage.LISTS);
        boolean other = isOther(call.oneOf("mediaType", MEDIA));
        Set<String> recipients = new HashSet<>(call.queryList("recipientIds"));
        Long list = call.queryLong("recipientListId");
        List<Unsubscribed> found = call.account().unsubscribes.values().stream()
                .filter(each -> !other)
                .filter(each -> recipients.isEmpty() || recipients.contains(each.recipient().id))
                .filter(each -> list == null || list == each.recipient().list)
                .toList();
        List<Unsubscribed> sorted = ListPage.sorted(call, found, ORDERS, "created", false);
        boolean perList = call.account().unsubscribesPerList;
        return CampaignApi.json(200, page.envelope(sorted, each -> shown(each, perList)));
    }

    private static Map<String, Object> shown(Unsubscribed entry, boolean perList) {
        Map<String, Object> shown = new LinkedHashMap<>();
        if (perList) {
            shown.put("recipientListId", entry.recipient().list);
        }
        shown.put("recipientId", entry.recipient().id);
        if (entry.mailingId() != null) {
            shown.put("mailingId", entry.mailingId());
        }
        shown.put("reason", entry.reason());
        shown.put("created", Dates.of(entry.created()));
        shown.put("mediaType", "EMAIL");
        shown.put("links", List.of());
        return shown;
    }

    private RestAnswer unsubscribe(ClientCall call) {
        List<String> recipientIds = ApiCall.list(call.form(), "recipientIds");
        List<String> mailIds = ApiCall.list(call.form(), "mailIds");
        int ids = recipientIds.size() + mailIds.size();
        if (ids == 0 || ids > MOST_IDS) {
            throw CampaignRefusal.bad("recipientIds and mailIds together have to be 1 to " + MOST_IDS);
        }
        List<String> successful = new ArrayList<>();
        List<String> unsuccessful = new ArrayList<>();
        for (String id : recipientIds) {
            (ofRecipient(call.account(), id) ? successful : unsuccessful).add(id);
        }
        for (String id : mailIds) {
            (ofMail(call.account(), id) ? successful : unsuccessful).add(id);
        }
        if (successful.isEmpty()) {
            throw CampaignRefusal.bad("None of the ids is known");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("successfulIds", successful);
        answer.put("unsuccessfulIds", unsuccessful);
        return CampaignApi.json(200, answer);
    }

    private RestAnswer remove(ClientCall call) {
        call.needed("recipientIds");
        Set<String> recipients = new HashSet<>(call.queryList("recipientIds"));
        Long list = call.queryLong("recipientListId");
        List<String> keys = new ArrayList<>();
        call.account().unsubscribes.forEach((key, each) -> {
            boolean inList = list == null || list == each.recipient().list;
            if (recipients.contains(each.recipient().id) && inList) {
                keys.add(key);
            }
        });
        if (keys.isEmpty()) {
            throw CampaignRefusal.notFound("unsubscribe of these recipients");
        }
        campaign.later(() -> keys.forEach(call.account().unsubscribes::remove));
        return RestAnswer.empty(204);
    }

    private boolean ofRecipient(Account account, String recipientId) {
        Recipient recipient = account.recipient(recipientId);
        if (recipient != null) {
            happenings.unsubscribe(account, null, recipient, Happenings.BY_REST);
        }
        return recipient != null;
    }

    private boolean ofMail(Account account, String mailId) {
        Mail mail = account.mails.get(mailId);
        if (mail != null) {
            happenings.unsubscribe(account, mail.mailing().id, mail.recipient(), Happenings.BY_REST);
        }
        return mail != null;
    }
}
