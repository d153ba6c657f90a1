package dev.serai.optimizely;

import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.Medium;
import dev.serai.event.Text;
import dev.serai.receive.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins Campaign's webhooks with the records of its REST API, which have no event id. Bounces and spam complaints are joined by
 * their mail; opt-outs and block list entries by their recipient and by times that are near.
 */
public final class CampaignJoin {
    public static final String UNSUBSCRIBE = "unsubscribe";
    public static final String BOUNCE = "bounce";
    public static final String BLOCKLIST = "blocklist";
    public static final String SPAM_COMPLAINT = "spamcomplaint";

    /** The types that the REST API has records of. */
    public static final Set<String> TYPES = Set.of(UNSUBSCRIBE, BOUNCE, BLOCKLIST, SPAM_COMPLAINT);

    /** How far apart the times of a webhook and of its record may be. */
    public static final Duration NEAR = Duration.ofMinutes(10);

    /** Campaign repeats a webhook every 10 s; a reconciliation judges nothing that is younger than an hour. */
    private static final Duration LATE = Duration.ofMinutes(30);

    private CampaignJoin() {}

    /** The key of an event that came so late that a reconciliation may have been faster; null for any other event. */
    static @Nullable JoinKey keyOfLate(Event event, Map<String, Object> payload) {
        return event.occurredAt() != null
                        && event.receivedAt().isAfter(event.occurredAt().plus(LATE))
                        && TYPES.contains(event.type())
                ? keys(event, payload).stream().findFirst().orElse(null)
                : null;
    }

    /** The keys by which an event may be joined, the best one first; empty if there is none. */
    public static List<JoinKey> keys(Event event, Map<String, Object> payload) {
        return keys(
                event.type(),
                Payload.id(payload, "clientId"),
                Medium.of(payload),
                Payload.id(payload, "recipientId"),
                event.contact(),
                Payload.id(payload, "mailId"),
                Payload.text(payload, "category"));
    }

    /** The keys of a record of the REST API, as those of its webhook would be. */
    public static List<JoinKey> keys(
            String type,
            @Nullable String client,
            String medium,
            @Nullable String recipientId,
            @Nullable String address,
            @Nullable String mailId,
            @Nullable String category) {
        return switch (type) {
            case BOUNCE -> byMail(type, client, mailId, lowerCase(category));
            case SPAM_COMPLAINT -> byMail(type, client, mailId, "");
            case UNSUBSCRIBE -> byPerson(type, client, medium, recipientId, address);
            case BLOCKLIST -> byPerson(type, client, "", null, address);
            default -> List.of();
        };
    }

    private static List<JoinKey> byMail(
            String type, @Nullable String client, @Nullable String mailId, @Nullable String category) {
        return mailId == null ? List.of() : List.of(JoinKey.of(null, type, client, mailId, category));
    }

    private static List<JoinKey> byPerson(
            String type,
            @Nullable String client,
            String medium,
            @Nullable String recipientId,
            @Nullable String address) {
        return Stream.of(Optional.ofNullable(lowerCase(recipientId)), Optional.ofNullable(lowerCase(address)))
                .flatMap(Optional::stream)
                .filter(each -> !each.isBlank())
                .distinct()
                .map(each -> JoinKey.of(NEAR, type, client, medium, each))
                .toList();
    }

    private static @Nullable String lowerCase(@Nullable String text) {
        return text == null ? null : Text.lowerCase(text.strip());
    }
}
