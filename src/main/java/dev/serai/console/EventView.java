package dev.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is known of one event, as {@code GET /api/v1/events/{id}} answers. */
record EventView(
        String id,
        String family,
        String type,
        @Nullable String subject,
        @Nullable String contact,
        @Nullable String occurredAt,
        String receivedAt,
        boolean test,
        @Nullable String copyOf,
        List<String> copies,
        String payload,
        @Nullable String payloadGone,
        Decision decision,
        List<Delivery> deliveries,
        List<Earlier> earlier,
        @Nullable Map<String, String> ids) {
    /** Characters of a payload that is shown in several forms. */
    private static final int LARGE = 200_000;

    record Decision(
            String result,
            @Nullable String unrouted,
            List<Rule> rules,
            @Nullable String runs,
            @Nullable String note) {}

    /** Why the event goes to a destination. */
    record Rule(
            String destination,
            @Nullable String version,
            @Nullable String place) {}

    /** A delivery. */
    record Delivery(
            String name,
            String state,
            @Nullable String waitingFor,
            @Nullable String closed,
            @Nullable Changed closedBy,
            int attempts,
            @Nullable String error,
            @Nullable String nextAttemptAt,
            @Nullable String settledAt,
            @Nullable JsonNode receipt,
            @Nullable String version,
            List<Failed> failed,
            @Nullable List<FarRecord> records) {
        String shown() {
            return closed != null ? closed : waitingFor != null && state.equals("waiting") ? waitingFor : state;
        }

        /** The state by which the API finds this delivery for a replay; empty if it cannot be sent again now. */
        String replayState() {
            return closed != null ? closed : state.equals("waiting") ? "" : state;
        }
    }

    /** What a delivery was before a person changed it. */
    record Earlier(
            String name,
            String state,
            @Nullable String closed,
            int attempts,
            @Nullable String error,
            @Nullable String settledAt,
            @Nullable JsonNode receipt,
            @Nullable String version,
            @Nullable Changed by) {}

    /** Who has changed a delivery. */
    record Changed(
            String action,
            String at,
            String who,
            @Nullable String name,
            @Nullable String to,
            @Nullable String reason) {}

    /** An attempt that did not deliver. */
    record Failed(
            int number, String at, String outcome, @Nullable String error, long ms) {}

    /** A record of the far side; without an address while the far side has not told where it is. */
    record FarRecord(String id, @Nullable String url) {}

    Timeline timeline() {
        return Timeline.of(this);
    }

    /** Whether the payload is so large that it is shown once only. */
    boolean isLarge() {
        return payload.length() > LARGE;
    }

    /** The payload with a line for each member. */
    String prettyPayload() {
        return PrettyJson.of(payload);
    }
}
