package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /rest/<clientId>/…}: who may call, with what kind of body, for which resource. */
final class CampaignApi {
    private static final String VENDOR_JSON = "application/vnd.optivo.broadmail.v1+json";
    private final Campaign campaign;
    private final WebhookApi webhooks;
    private final UnsubscribeApi unsubscribes;
    private final ResponseApi responses;
    private final BlockListApi blockList;
    private final MailApi mails;
    private final MailingApi mailings;
    private final RecipientApi recipients;

    CampaignApi(Campaign campaign, Happenings happenings, Outgoing outgoing) {
        this.campaign = campaign;
        webhooks = new WebhookApi(campaign, outgoing);
        unsubscribes = new UnsubscribeApi(campaign, happenings);
        responses = new ResponseApi(campaign.switches, happenings);
        blockList = new BlockListApi(campaign, happenings);
        mails = new MailApi(campaign);
        mailings = new MailingApi(campaign);
        recipients = new RecipientApi(campaign, happenings);
    }

    static RestAnswer json(int status, @Nullable Object value) {
        return RestAnswer.text(status, "application/json", StrictJson.write(value));
    }

    /** {@code {count, links}}. */
    static RestAnswer count(long count) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("count", count);
        answer.put("links", List.of());
        return json(200, answer);
    }

    RestAnswer answer(ApiCall http) {
        try {
            RestAnswer answer = resource(clientCall(http));
            boolean vendor = answer.type().equals("application/json")
                    && http.header("Accept").contains(VENDOR_JSON);
            return vendor
                    ? new RestAnswer(answer.status(), VENDOR_JSON, answer.body(), answer.headers(), answer.slowly())
                    : answer;
        } catch (CampaignRefusal e) {
            return e.answer();
        }
    }

    private ClientCall clientCall(ApiCall http) {
        List<String> path = http.path();
        if (path.size() < 3 || !path.get(0).equals("rest")) {
            throw CampaignRefusal.notFound("such resource");
        }
        String user = user(http.header("Authorization"));
        Account account = account(path.get(1), user);
        checkBody(http, path);
        return new ClientCall(http, account, user, path.subList(2, path.size()));
    }

    private String user(String header) {
        if (header.startsWith("Basic ")) {
            try {
                byte[] pair = Base64.getDecoder().decode(header.substring("Basic ".length()));
                String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
                if (parts.length == 2 && campaign.knows(parts[0], parts[1])) {
                    return parts[0];
                }
            } catch (IllegalArgumentException e) {
                throw CampaignRefusal.unauthorized();
            }
        }
        throw CampaignRefusal.unauthorized();
    }

    /** Inferred: 401 for a client that is not the user's. */
    private Account account(String clientId, String user) {
        Account account = clientId.matches("\\d{1,18}") ? campaign.account(Long.parseLong(clientId), user) : null;
        if (account == null) {
            throw CampaignRefusal.unauthorized();
        }
        return account;
    }

    /** Nearly all operations take forms; {@code PUT /recipients/…} takes JSON. Inferred: 415 for the other kind. */
    private static void checkBody(ApiCall http, List<String> path) {
        boolean json = http.method().equals("PUT") && path.get(2).equals("recipients");
        String wanted = json ? "application/json" : "application/x-www-form-urlencoded";
        if (!http.body().isEmpty() && !http.request().has(wanted)) {
            throw new CampaignRefusal(415, "The content type has to be " + wanted);
        }
    }

    private RestAnswer resource(ClientCall call) {
        boolean verify = call.words() == 3
                && call.word(0).equals("webhooks")
                && call.word(2).equals("verify");
        if (verify) {
            return webhooks.verify(call);
        }
        synchronized (campaign) {
            return switch (call.word(0)) {
                case "webhooks" -> webhooks.answer(call);
                case "unsubscribes" -> unsubscribes.answer(call);
                case "responses" -> responses.answer(call);
                case "blacklistentries" -> blockList.answer(call);
                case "mailid" -> mails.ids(call);
                case "mailarchive" -> mails.archive(call);
                case "smartcampaigns", "transactionalmail", "confirmations" -> mailings.answer(call);
                case "recipientlists" -> recipients.lists(call);
                case "recipients" -> recipients.answer(call);
                case "users" -> users(call);
                default -> throw CampaignRefusal.notFound("such resource");
            };
        }
    }

    private static RestAnswer users(ClientCall call) {
        if (call.words() != 2 || !call.word(1).equals("authenticated")) {
            throw CampaignRefusal.notFound("such resource");
        }
        call.only("GET");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", 404_000_000_000L - Math.floorMod(call.user().hashCode(), 1_000_000));
        answer.put("username", call.user());
        answer.put("email", call.user());
        return json(200, answer);
    }
}
