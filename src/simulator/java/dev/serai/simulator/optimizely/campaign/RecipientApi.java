package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /recipientlists} and {@code /recipients}: who is in which list, and who may get mail. */
final class RecipientApi {
    private static final Map<String, Comparator<Recipient>> ORDERS = Map.of(
            "id", Comparator.comparing(Recipient::id),
            "created", Comparator.comparing(Recipient::created).thenComparing(Recipient::id),
            "modified", Comparator.comparing(Recipient::modified).thenComparing(Recipient::id));
    private static final Map<String, Comparator<RecipientList>> LIST_ORDERS = Map.of(
            "id", Comparator.comparing(RecipientList::id),
            "created", Comparator.comparing(RecipientList::created).thenComparing(RecipientList::id),
            "modified", Comparator.comparing(RecipientList::created).thenComparing(RecipientList::id),
            "name", Comparator.comparing(each -> each.name));
    private final Campaign campaign;
    private final Happenings happenings;

    RecipientApi(Campaign campaign, Happenings happenings) {
        this.campaign = campaign;
        this.happenings = happenings;
    }

    /** Whether a call counts among the reads of recipients of which only so many may be at once. */
    static boolean isLimited(String method, List<String> path) {
        boolean list = path.size() == 4 || (path.size() == 5 && path.get(4).equals("count"));
        return method.equals("GET") && list && path.get(2).equals("recipients");
    }

    RestAnswer lists(ClientCall call) {
        call.only("GET");
        if (call.words() == 1) {
            ListPage page = ListPage.of(call, ListPage.LISTS);
            List<RecipientList> sorted =
                    ListPage.sorted(call, call.account().lists.values(), LIST_ORDERS, "created", false);
            return CampaignApi.json(200, page.envelope(sorted, RecipientApi::shown));
        }
        RecipientList list = list(call);
        if (call.words() == 2) {
            return CampaignApi.json(200, shown(list));
        }
        if (call.words() == 3 && call.word(2).equals("attributeNames")) {
            return CampaignApi.json(200, List.of("email"));
        }
        throw CampaignRefusal.notFound("such resource");
    }

    private static Map<String, Object> shown(RecipientList list) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", list.id);
        shown.put("name", list.name);
        shown.put("description", "");
        shown.put("recipients", list.recipients.size());
        shown.put("mediaTypes", List.of("EMAIL"));
        shown.put("testList", list.test);
        shown.put("forTransactionApi", false);
        shown.put("created", Dates.of(list.created));
        shown.put("modified", Dates.of(list.created));
        return shown;
    }

    RestAnswer answer(ClientCall call) {
        if (call.word(1).equals("trackingoptout")) {
            return trackingOptOut(call.only("POST", "DELETE"));
        }
        return switch (call.words()) {
            case 1 -> validities(call.only("GET"));
            case 2 -> all(call.only("GET", "PUT"));
            case 3 -> one(call.only("GET"));
            case 4 -> ofOne(call.only("GET"));
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    /** There is no read: 406 while the feature is off. */
    private static RestAnswer trackingOptOut(ClientCall call) {
        if (!call.account().trackingOptOut) {
            throw new CampaignRefusal(406, "Tracking opt-out is not enabled for this client");
        }
        if (call.is("POST")) {
            call.neededField("recipientId");
            return RestAnswer.empty(201);
        }
        call.needed("recipientId");
        return RestAnswer.empty(204);
    }

    private RestAnswer all(ClientCall call) {
        RecipientList list = list(call);
        if (call.is("PUT")) {
            throw CampaignRefusal.bad("The simulator does not write recipients by PUT");
        }
        ListPage page = ListPage.of(call, ListPage.LISTS);
        List<Recipient> sorted = ListPage.sorted(call, list.recipients.values(), ORDERS, "id", false);
        return CampaignApi.json(200, page.envelope(sorted, each -> shown(call, each)));
    }

    private RecipientList list(ClientCall call) {
        long id = call.id(1);
        RecipientList list = call.account().lists.get(id);
        if (list != null) {
            return list;
        }
        if (campaign.isOfAnother(call.account(), each -> each.lists, id)) {
            throw CampaignRefusal.ofAnotherClient("recipient list");
        }
        throw CampaignRefusal.notFound("recipient list of this id");
    }

    private RestAnswer one(ClientCall call) {
        RecipientList list = list(call);
        return call.word(2).equals("count")
                ? CampaignApi.count(list.recipients.size())
                : CampaignApi.json(200, shown(call, recipient(call, list)));
    }

    private static Recipient recipient(ClientCall call, RecipientList list) {
        Recipient recipient = list.recipients.get(call.word(2));
        if (recipient == null) {
            throw CampaignRefusal.notFound("recipient of this id");
        }
        return recipient;
    }

    /** The fields of the list are next to the system keys; here there is {@code email} alone. */
    private static Map<String, Object> shown(ClientCall call, Recipient recipient) {
        Set<String> wanted = new HashSet<>(call.queryList("attributeNames"));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", recipient.id);
        shown.put("created", Dates.of(recipient.created));
        shown.put("modified", Dates.of(recipient.modified));
        if (recipient.optInMailId != null) {
            shown.put("optInMailId", recipient.optInMailId);
        }
        // inferred: a key that was seen among the system fields
        if ("true".equals(call.query("includeOptinData")) && recipient.optIn != null) {
            shown.put("bmOptinFinishedDate", Dates.of(recipient.modified));
        }
        if (wanted.isEmpty() || wanted.contains("email")) {
            shown.put("email", recipient.address);
        }
        shown.put("links", List.of());
        return shown;
    }

    private RestAnswer ofOne(ClientCall call) {
        RecipientList list = list(call);
        return switch (call.word(3)) {
            case "valid" -> CampaignApi.json(200, validity(call.account(), list, call.word(2)));
            case "optinstatus" -> optInStatus(list, recipient(call, list));
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    /** A bare string; its values are not documented, these are those of the mail archive (inferred). */
    private static RestAnswer optInStatus(RecipientList list, Recipient recipient) {
        if (!list.optIn) {
            throw CampaignRefusal.bad("The recipient list is no opt-in list");
        }
        boolean confirmed = recipient.optIn != null && recipient.optIn != OptIn.SINGLE;
        return CampaignApi.json(200, confirmed ? "confirmed" : "non_confirmed");
    }

    private RestAnswer validities(ClientCall call) {
        String recipientId = call.needed("recipientId");
        List<Map<String, Object>> found = new ArrayList<>();
        for (String each : call.queryList("recipientListIds")) {
            RecipientList list =
                    each.matches("\\d{1,18}") ? call.account().lists.get(Long.parseLong(each)) : null;
            if (list != null) {
                found.add(validity(call.account(), list, recipientId));
            }
        }
        return CampaignApi.json(200, found);
    }

    private Map<String, Object> validity(Account account, RecipientList list, String recipientId) {
        String reason = whyNot(account, list, recipientId);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("valid", reason.isEmpty());
        shown.put("recipientListId", list.id);
        if (!reason.isEmpty()) {
            shown.put("validationFailedReason", reason);
        }
        shown.put("links", List.of());
        return shown;
    }

    private String whyNot(Account account, RecipientList list, String recipientId) {
        Recipient recipient = list.recipients.get(recipientId);
        if (recipient == null) {
            return "not_found";
        }
        if (account.blocking(recipient.address) != null) {
            return "blacklisted";
        }
        if (happenings.isOverLimit(account, recipientId)) {
            return "bounced";
        }
        return account.unsubscribes.containsKey(account.unsubscribeKey(recipient)) ? "unsubscribed" : "";
    }
}
