package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads from Campaign's REST API what happened in a period: opt-outs, block list, bounces and spam complaints. It makes one call
 * at a time.
 *
 * <p>The lists have no filter of time. They are read from the newest entry on until they are older than the period; entries
 * that come meanwhile move the others to the next page, where they are recognised.
 */
public final class CampaignRecords {
    /** Most lists refuse 10,000. */
    public static final int PAGE = 9_999;

    /** An entry that is deleted while the list is read moves the others to the page before. */
    private static final int OVERLAP = 100;

    private static final Pattern COMPLAINT = Pattern.compile("(?i)\\btype=automatic;.*\\brule=(FBL:[^;]*)");
    private static final Pattern MAILING = Pattern.compile("(?i)\\bmailing=(\\d{1,18})");
    private static final Pattern MAIL_TO_USER = Pattern.compile("(?i)\\bm2u=(\\d{1,18})");
    private static final Pattern WILDCARD = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[*?]");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final Calls api;
    private final String client;
    private int unreadable;

    /** Makes the calls: {@link ApiClient#call}. */
    @FunctionalInterface
    public interface Calls {
        JsonNode call(ApiCall call) throws ApiException, InterruptedException;
    }

    /** @param client Campaign's id of the client */
    public CampaignRecords(Calls api, String client) {
        this.api = api;
        this.client = client;
    }

    /** Gets entries, page by page. */
    @FunctionalInterface
    public interface Pages {
        /** @throws InterruptedException if no more is wanted */
        void page(List<CampaignEntry> entries) throws ApiException, InterruptedException;
    }

    /**
     * A mailing.
     *
     * @param finished null if it goes on
     */
    public record Mailing(
            long id, Instant started, @Nullable Instant finished) {}

    /**
     * The bounces of a mailing.
     *
     * @param cutOff whether the API may know more than it tells
     */
    public record Bounces(List<CampaignEntry> entries, boolean cutOff) {}

    /**
     * What the API knows of a mail.
     *
     * @param mailingId null if it is not known, as the others
     */
    public record Mail(
            String mailId,
            @Nullable Long mailingId,
            @Nullable Long listId,
            @Nullable String recipientId) {}

    /** How many entries have no time that can be read. */
    public int unreadable() {
        return unreadable;
    }

    /** Opt-outs from e-mail, the newest first. */
    public void unsubscribes(Instant since, Pages pages) throws ApiException, InterruptedException {
        newestFirst("/unsubscribes", Map.of("mediaType", "EMAIL"), since, CampaignRecords::unsubscribe, pages);
    }

    /** Entries of the block list, the newest first; those that were made by a complaint are of that type. */
    public void blockList(Instant since, Pages pages) throws ApiException, InterruptedException {
        newestFirst("/blacklistentries", Map.of(), since, CampaignRecords::blocked, pages);
    }

    /** Makes an entry of an element of a list. */
    private interface Reader {
        CampaignEntry read(JsonNode element, Instant created);
    }

    private void newestFirst(String path, Map<String, String> query, Instant since, Reader reader, Pages pages)
            throws ApiException, InterruptedException {
        Instant lowest = Instant.MAX;
        Set<CampaignEntry> atLowest = new HashSet<>();
        Map<String, String> all = new HashMap<>(query);
        all.put("sort", "created");
        all.put("direction", "DESC");
        for (int offset = 0; ; offset += PAGE - OVERLAP) {
            JsonNode page = page(path, all, offset);
            List<CampaignEntry> entries = new ArrayList<>();
            boolean isThrough = page.size() < PAGE;
            for (JsonNode element : page) {
                Instant created = created(element);
                if (created == null) {
                    unreadable++;
                    continue;
                }
                isThrough |= created.isBefore(since);
                CampaignEntry entry = reader.read(element, created);
                if (offset == 0 && created.isAfter(lowest)) {
                    throw new ApiException(
                            ApiException.NO_ANSWER,
                            "GET /" + client + path
                                    + " was answered with a list that is not sorted by created, so that it"
                                    + " cannot be said where the period begins; Campaign's API has changed");
                }
                if (created.isBefore(lowest)) {
                    lowest = created;
                    atLowest.clear();
                }
                if (!created.isAfter(lowest) && !created.isBefore(since) && atLowest.add(entry)) {
                    entries.add(entry);
                }
            }
            pages.page(entries);
            if (isThrough) {
                return;
            }
        }
    }

    private JsonNode page(String path, Map<String, String> query, int offset)
            throws ApiException, InterruptedException {
        Map<String, String> all = new HashMap<>(query);
        all.put("offset", Integer.toString(offset));
        all.put("limit", Integer.toString(PAGE));
        return elements(api.call(get(path).query(all)), path);
    }

    private ApiCall get(String path) {
        return ApiCall.get("/" + client + path, Map.of())
                .refused(
                        400,
                        "Campaign does not understand the call; the words above come from the API. Tell us if you did not"
                                + " change Serai")
                .refused(
                        404,
                        "Campaign does not know the client " + client
                                + "; compare it with Administration > API overview > REST API")
                .refused(
                        409,
                        "the client " + client + " belongs to another account; see campaign.api.<account>.* and"
                                + " reconcile.clients");
    }

    /** @throws ApiException if the answer is no list: else it would look as if nothing had happened */
    private JsonNode elements(JsonNode answer, String path) throws ApiException {
        JsonNode elements = answer.isArray() ? answer : answer.path("elements");
        if (!elements.isArray()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    "GET /" + client + path + " was answered with JSON that is no list; is campaign.api.url right?");
        }
        return elements;
    }

    /** Every mailing that people may have got mails of since then, the newest first. */
    public List<Mailing> mailings(Instant since) throws ApiException, InterruptedException {
        List<Mailing> mailings = new ArrayList<>();
        for (JsonNode campaign : everything("/smartcampaigns")) {
            Instant finished = time(campaign, "finished");
            if (campaign.path("id").canConvertToLong() && (finished == null || !finished.isBefore(since))) {
                String id = campaign.path("id").asText();
                String path = "/smartcampaigns/" + id + "/messages";
                for (JsonNode message : elements(api.call(get(path)), path)) {
                    add(mailings, message, message.path("mailingId"), since);
                }
            }
        }
        for (String path : List.of("/transactionalmail", "/confirmations")) {
            for (JsonNode mail : everything(path)) {
                add(mailings, mail, mail.path("message").path("mailingId"), since);
            }
        }
        mailings.sort((one, other) -> Long.compare(other.id(), one.id()));
        return mailings;
    }

    private static void add(List<Mailing> mailings, JsonNode message, JsonNode id, Instant since) {
        Instant finished = time(message, "finished");
        Instant started = time(message, "started");
        Instant begin = started == null ? created(message) : started;
        boolean isEmail = "email".equalsIgnoreCase(message.path("mediaType").asText("email"));
        if (id.canConvertToLong() && isEmail && (finished == null || !finished.isBefore(since))) {
            mailings.add(new Mailing(id.asLong(), begin == null ? Instant.EPOCH : begin, finished));
        }
    }

    private List<JsonNode> everything(String path) throws ApiException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int offset = 0; ; offset += PAGE - OVERLAP) {
            JsonNode page = page(path, Map.of("sort", "created", "direction", "DESC"), offset);
            for (JsonNode each : page) {
                if (ids.add(each.path("id").asText())) {
                    all.add(each);
                }
            }
            if (page.size() < PAGE) {
                return all;
            }
        }
    }

    /** The hard and soft bounces of a mailing, however old. The API has no pages of them, and tells 10,000 of a category. */
    public Bounces bounces(long mailingId) throws ApiException, InterruptedException {
        Set<CampaignEntry> entries = new LinkedHashSet<>();
        boolean cutOff = false;
        for (String category : List.of("hardbounce", "softbounce")) {
            Map<String, String> query = new HashMap<>(Map.of(
                    "category", category, "mailingId", Long.toString(mailingId), "limit", Integer.toString(PAGE)));
            JsonNode answer = responses(query);
            int read = add(entries, answer, category);
            // no offset is documented, but the answer has a place for the link to the next page
            while (hasNext(answer)) {
                query.put("offset", Integer.toString(read));
                answer = responses(query);
                int more = add(entries, answer, category);
                if (more == 0) {
                    break;
                }
                read += more;
            }
            cutOff |= read == PAGE;
        }
        return new Bounces(List.copyOf(entries), cutOff);
    }

    private JsonNode responses(Map<String, String> query) throws ApiException, InterruptedException {
        try {
            return api.call(get("/responses").query(query));
        } catch (ApiException e) {
            if (e.status() == 404) {
                return MissingNode.getInstance();
            }
            throw e;
        }
    }

    private int add(Set<CampaignEntry> entries, JsonNode answer, String category) throws ApiException {
        if (answer.isMissingNode()) {
            return 0;
        }
        JsonNode elements = elements(answer, "/responses");
        for (JsonNode each : elements) {
            Instant created = created(each);
            if (created == null) {
                unreadable++;
            } else {
                entries.add(new CampaignEntry(
                        "bounce",
                        created,
                        number(each, "mailingId"),
                        number(each, "recipientListId"),
                        text(each, "mediaType"),
                        text(each, "recipientId"),
                        null,
                        text(each, "mailId"),
                        each.path("category").asText(category),
                        text(each, "ruleName"),
                        null));
            }
        }
        return elements.size();
    }

    private static boolean hasNext(JsonNode answer) {
        for (JsonNode link : answer.path("links")) {
            if (link.path("rel").asText().equals("next")) {
                return true;
            }
        }
        return false;
    }

    private static CampaignEntry unsubscribe(JsonNode element, Instant created) {
        return new CampaignEntry(
                "unsubscribe",
                created,
                number(element, "mailingId"),
                number(element, "recipientListId"),
                element.path("mediaType").asText("EMAIL"),
                text(element, "recipientId"),
                null,
                null,
                null,
                text(element, "reason"),
                null);
    }

    private static CampaignEntry blocked(JsonNode element, Instant created) {
        String reason = text(element, "reason");
        Matcher complaint = COMPLAINT.matcher(reason == null ? "" : reason);
        Matcher mailToUser = MAIL_TO_USER.matcher(reason == null ? "" : reason);
        Matcher mailing = MAILING.matcher(reason == null ? "" : reason);
        boolean complained = complaint.find() && mailToUser.find();
        return new CampaignEntry(
                complained ? "spamcomplaint" : "blocklist",
                created,
                complained && mailing.find() ? Long.valueOf(mailing.group(1)) : null,
                null,
                null,
                null,
                text(element, "pattern"),
                null,
                null,
                complained ? complaint.group(1).strip() : reason,
                complained ? mailToUser.group(1) : null);
    }

    /** Whether a pattern of the block list means any number of addresses. */
    public static boolean isWildcard(String pattern) {
        return WILDCARD.matcher(pattern).find();
    }

    /** The address that a pattern without a wildcard means. */
    public static String address(String pattern) {
        return pattern.replaceAll("\\\\(.)", "$1");
    }

    /**
     * The mail id of a complaint.
     *
     * @return null if Campaign does not know it any more
     */
    public @Nullable String mailId(String mailToUserId) throws ApiException, InterruptedException {
        JsonNode found = unlessUnknown(get("/mailid").query(Map.of("MailingToUserID", mailToUserId)));
        return found == null ? null : text(found, "mailId");
    }

    /** To whom a mail went; nothing but its id if Campaign does not know it any more. */
    public Mail mail(String mailId) throws ApiException, InterruptedException {
        JsonNode mail =
                unlessUnknown(get("/mailid/" + ApiCall.encoded(mailId)).shownAs("/" + client + "/mailid/{mailId}"));
        return mail == null
                ? new Mail(mailId, null, null, null)
                : new Mail(
                        mailId, number(mail, "mailingId"), number(mail, "recipientListId"), text(mail, "recipientId"));
    }

    /** Whether a recipient gets nothing more because of bounces. It is so now, and may not have been so at the bounce. */
    public boolean isThresholdExceeded(String recipientId) throws ApiException, InterruptedException {
        JsonNode answer = unlessUnknown(get("/responses/bounces/" + ApiCall.encoded(recipientId) + "/thresholdExceeded")
                .shownAs("/" + client + "/responses/bounces/{recipientId}/thresholdExceeded")
                .query(Map.of("mediaType", "EMAIL")));
        return answer != null && answer.path("exceeded").asBoolean();
    }

    private @Nullable JsonNode unlessUnknown(ApiCall call) throws ApiException, InterruptedException {
        try {
            return api.call(call);
        } catch (ApiException e) {
            if (e.status() == 400 || e.status() == 404 || e.status() == 409) {
                return null;
            }
            throw e;
        }
    }

    private static @Nullable Instant created(JsonNode element) {
        return time(element, "created");
    }

    private static @Nullable Instant time(JsonNode element, String key) {
        String text = text(element, key);
        return text == null ? null : time(text);
    }

    /** ISO-8601 with {@code Z}, {@code +02:00} or {@code +0200}, with and without a fraction; null for anything else. */
    static @Nullable Instant time(String text) {
        try {
            return TIME.parse(text.strip(), OffsetDateTime::from).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Long number(JsonNode element, String key) {
        JsonNode value = element.path(key);
        return value.isIntegralNumber()
                ? Long.valueOf(value.asLong())
                : value.isTextual() && value.asText().matches("\\d{1,18}") ? Long.valueOf(value.asText()) : null;
    }

    private static @Nullable String text(JsonNode element, String key) {
        JsonNode value = element.path(key);
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank() ? value.asText() : null;
    }
}
