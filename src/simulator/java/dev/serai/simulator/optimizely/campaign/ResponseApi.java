package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /responses}: bounces and other answers, and the bounce counters. */
final class ResponseApi {
    private static final List<String> BOUNCES = List.of("hardbounce", "softbounce");
    private static final List<String> CATEGORIES = List.of("hardbounce", "softbounce", "autoresponder", "unknown");
    private static final List<String> MEDIA = List.of("email", "fax", "sms", "letter", "push", "print");
    private final Switches switches;
    private final Happenings happenings;

    ResponseApi(Switches switches, Happenings happenings) {
        this.switches = switches;
        this.happenings = happenings;
    }

    RestAnswer answer(ClientCall call) {
        if (call.words() == 1) {
            return list(call.only("GET"));
        }
        if (!call.word(1).equals("bounces")) {
            throw CampaignRefusal.notFound("such resource");
        }
        call.oneOf("mediaType", MEDIA);
        return switch (call.words()) {
            case 2 -> allowed(call.only("GET"));
            case 3 -> call.only("GET", "DELETE").is("GET") ? counter(call) : reset(call);
            case 4 -> exceeded(call.only("GET"));
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    private RestAnswer list(ClientCall call) {
        String category = category(call, CATEGORIES);
        Long mailingId = call.queryLong("mailingId");
        List<String> recipients = call.queryList("recipientIds");
        boolean paged = switches.responsesPaged;
        ListPage page = paged ? ListPage.of(call, ListPage.RESPONSES) : ListPage.first(call, ListPage.RESPONSES);
        if (mailingId == null && recipients.isEmpty()) {
            throw CampaignRefusal.bad("One of mailingId and recipientIds is missing");
        }
        List<MailResponse> found = found(call.account(), mailingId, recipients).stream()
                .filter(each -> each.category().equals(category))
                .toList();
        return CampaignApi.json(200, page.envelope(found, ResponseApi::shown, paged));
    }

    /** Inferred: with a mailing and recipients, those of the recipients in the mailing. */
    private static List<MailResponse> found(Account account, @Nullable Long mailingId, List<String> recipients) {
        if (mailingId != null && !account.mailings.containsKey(mailingId)) {
            throw CampaignRefusal.notFound("mailing " + mailingId);
        }
        if (recipients.isEmpty()) {
            return account.responsesOfMailing.getOrDefault(mailingId, List.of());
        }
        Set<String> known = new LinkedHashSet<>(recipients);
        known.removeIf(each -> account.recipient(each) == null);
        if (known.isEmpty()) {
            throw CampaignRefusal.notFound("recipient of these ids");
        }
        List<MailResponse> found = new ArrayList<>();
        known.forEach(each -> found.addAll(account.responsesOfRecipient.getOrDefault(each, List.of())));
        found.removeIf(each -> mailingId != null && each.mail().mailing().id != mailingId);
        return found;
    }

    private static Map<String, Object> shown(MailResponse response) {
        Mail mail = response.mail();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("mailId", mail.id());
        shown.put("mailingId", mail.mailing().id);
        shown.put("recipientListId", mail.recipient().list);
        shown.put("recipientId", mail.recipient().id);
        shown.put("category", response.category());
        shown.put("subject", "Undeliverable");
        shown.put("ruleName", response.ruleName());
        shown.put("mediaType", "EMAIL");
        shown.put("created", Dates.of(response.created()));
        return shown;
    }

    private static String category(ClientCall call, List<String> allowed) {
        call.needed("category");
        String category = call.oneOf("category", allowed);
        return category == null ? "" : category;
    }

    private RestAnswer allowed(ClientCall call) {
        return CampaignApi.count(
                category(call, BOUNCES).equals("hardbounce") ? switches.hardBounces : switches.softBounces);
    }

    /** Inferred: 0 for a recipient who is not known. */
    private static RestAnswer counter(ClientCall call) {
        return CampaignApi.count(call.account().bounces(call.word(2), category(call, BOUNCES)));
    }

    private static RestAnswer reset(ClientCall call) {
        BOUNCES.forEach(each -> call.account().bounces.remove(each + " " + call.word(2)));
        return RestAnswer.empty(204);
    }

    private RestAnswer exceeded(ClientCall call) {
        if (!call.word(3).equals("thresholdExceeded")) {
            throw CampaignRefusal.notFound("such resource");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("exceeded", happenings.isOverLimit(call.account(), call.word(2)));
        answer.put("links", List.of());
        return CampaignApi.json(200, answer);
    }
}
