package dev.serai.optimizely;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.event.EmailAddress;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.Fingerprint;
import dev.serai.event.JoinKey;
import dev.serai.event.Json;
import dev.serai.event.Medium;
import dev.serai.journal.PersonKnowledge;
import dev.serai.receive.Family;
import dev.serai.receive.Payload;
import dev.serai.receive.SenderAuthentication;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Optimizely Campaign: batches of opens, clicks, sends, bounces, unsubscribes, spam complaints, opt-ins and blocklist
 * events, each named by {@code type} and timed by {@code created} in milliseconds.
 *
 * @param testMailings ids of mailings whose events are only tests
 * @see <a href="https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks">Webhooks</a>
 */
public record CampaignFamily(SenderAuthentication sender, Set<String> testMailings) implements Family {
    private static final String NAME = "campaign";
    private static final String ADDRESSES = "mediaTypesToAddresses";
    /** The number of the transmission; and the name, of which only the one that counts is compared. */
    private static final Set<String> NO_CONTENT = Set.of("attempt", "type");

    private static final Format<List<String>> MAILINGS = new Format<>(
            "ids of mailings, such as 600000000001, separated by commas", Format.LIST.parse(), ids -> ids.stream()
                    .allMatch(id -> id.matches("\\d{1,19}")));

    public CampaignFamily {
        testMailings = Set.copyOf(testMailings);
    }

    static CampaignFamily from(Config config) {
        Section family = config.section(NAME);
        return new CampaignFamily(
                SenderAuthentication.from(family), Set.copyOf(family.value("test-mailings", MAILINGS)));
    }

    @Override
    public boolean isTest(Map<String, Object> payload) {
        return !testMailings.isEmpty() && testMailings.contains(String.valueOf(Json.text(payload.get("mailingId"))));
    }

    /** Bounces too: a hard one blocks the address, and which one is hard stands in the payload. */
    @Override
    public boolean isOptOut(String type) {
        return CampaignJoin.TYPES.contains(type);
    }

    @Override
    public PersonKnowledge.@Nullable Recipient recipient(Map<String, Object> payload) {
        String client = Payload.id(payload, "clientId");
        String id = Payload.id(payload, "recipientId");
        return client == null || id == null ? null : new PersonKnowledge.Recipient(NAME, client, id);
    }

    /** The recipient too, unless the list uses addresses or numbers of telephones as its key. */
    @Override
    public Map<String, String> ids(Map<String, Object> payload) {
        Map<String, String> ids = new LinkedHashMap<>();
        Payload.id(ids, "mailing", payload, "mailingId");
        Payload.id(ids, "mail", payload, "mailId");
        Payload.id(ids, "link", payload, "linkId");
        Payload.id(ids, "recipient", payload, "recipientId");
        Payload.id(ids, "list", payload, "userListId");
        Payload.id(ids, "client", payload, "clientId");
        String recipient = ids.get("recipient");
        if (recipient != null && isAddress(recipient, payload)) {
            ids.remove("recipient");
        }
        return ids;
    }

    private static boolean isAddress(String recipient, Map<String, Object> payload) {
        Map<?, ?> addresses = payload.get(ADDRESSES) instanceof Map<?, ?> map ? map : Map.of();
        return recipient.contains("@")
                || recipient.startsWith("+")
                || addresses.values().stream().flatMap(CampaignFamily::texts).anyMatch(each -> each.strip()
                        .equalsIgnoreCase(recipient.strip()));
    }

    @Override
    public List<JoinKey> joinKeys(Event event, Map<String, Object> payload) {
        return CampaignJoin.keys(event, payload);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/campaign");
    }

    @Override
    public Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException {
        String type = Payload.type(payload, "type");
        // The API's request enum says "archive", its response enum "archived".
        type = type.equals("archived") ? "archive" : type;
        Instant created = Payload.millis(payload, "created");
        Event event = new Event(
                id(type, created, payload),
                name(),
                type,
                Payload.text(payload, "mailId"),
                contact(payload),
                created,
                arrival.receivedAt(),
                json);
        return new Received(event, payload, null, CampaignJoin.keyOfLate(event, payload));
    }

    /**
     * The address of the event's own medium. Where no e-mail address is given, the recipient's id may be one: it is
     * of any kind that the list uses as its key.
     */
    private static @Nullable String contact(Map<String, Object> payload) {
        String medium = Medium.of(payload);
        Map<?, ?> addresses = payload.get(ADDRESSES) instanceof Map<?, ?> map ? map : Map.of();
        String text = addresses.get(medium) instanceof String only && addresses.size() == 1
                ? only
                : addresses.entrySet().stream()
                        .filter(entry ->
                                Medium.of(Map.of("mediaType", entry.getKey())).equals(medium))
                        .flatMap(entry -> texts(entry.getValue()))
                        .collect(Collectors.joining(", "));
        if (!medium.equals(Medium.EMAIL)) {
            return text;
        }
        boolean mayBeOther = payload.get("mediaType") == null && !addresses.isEmpty() && text.isEmpty();
        String given = text.isBlank() && !mayBeOther && payload.get("recipientId") instanceof String id ? id : text;
        String address = EmailAddress.in(given);
        return address != null ? address : text;
    }

    private static Stream<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast)
                : value instanceof String text ? Stream.of(text) : Stream.empty();
    }

    /**
     * {@code attempt} counts transmissions, so it never tells two events apart. Opens and clicks carry no id: all else
     * that they say does, such as the link and the device.
     */
    private UUID id(String type, @Nullable Instant created, Map<String, Object> payload) {
        String clientId = Payload.text(payload, "clientId");
        String id = Payload.id(payload, "id");
        if (id != null) {
            return EventId.of(created, name(), type, clientId, id);
        }
        String mailId = Payload.id(payload, "mailId");
        if (mailId == null || created == null) {
            return EventId.of(created, name(), type, Fingerprint.text(payload, NO_CONTENT));
        }
        String recipientId = Payload.text(payload, "recipientId");
        String rest = Long.toHexString(Fingerprint.bits(payload, NO_CONTENT));
        return EventId.of(created, name(), type, clientId, mailId, recipientId, rest);
    }
}
