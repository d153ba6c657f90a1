package dev.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Stored events, as a person reads them. */
final class EventText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int SHORT = 60;

    private EventText() {}

    static TextTable table(List<JsonNode> events) {
        TextTable table = new TextTable("RECEIVED", "FAMILY", "TYPE", "SUBJECT", "CONTACT", "WHERE", "ID");
        events.forEach(event -> table.row(
                time(event.path("receivedAt")),
                event.path("family").asText(),
                event.path("type").asText(),
                orDash(event.path("subject")),
                orDash(event.path("contact")),
                where(event),
                event.path("id").asText()));
        return table;
    }

    /** One line for an event. */
    static String line(JsonNode event) {
        return String.join(
                "  ",
                time(event.path("receivedAt")),
                event.path("family").asText(),
                event.path("type").asText(),
                orDash(event.path("subject")),
                orDash(event.path("contact")),
                where(event),
                event.path("id").asText());
    }

    /** To the second, in UTC. */
    static String time(JsonNode time) {
        return time.isTextual()
                ? Instant.parse(time.asText()).truncatedTo(ChronoUnit.SECONDS).toString()
                : "-";
    }

    /** The begin of a text that may be long. */
    static String shortened(JsonNode text) {
        String whole = orDash(text);
        return whole.codePointCount(0, whole.length()) <= SHORT
                ? whole
                : whole.substring(0, whole.offsetByCodePoints(0, SHORT - 1)) + "…";
    }

    private static String orDash(JsonNode text) {
        return text.asText("").isEmpty() ? "-" : text.asText();
    }

    private static String where(JsonNode event) {
        if (event.has("unrouted")) {
            return "unrouted";
        } else if (event.path("destinations").isEmpty()) {
            return event.path("test").asBoolean() ? "nowhere, a test" : "nowhere";
        }
        List<String> all = new ArrayList<>();
        event.path("destinations").forEach(each -> all.add(each.path("name").asText() + " " + state(each)));
        return String.join(", ", all);
    }

    private static String state(JsonNode delivery) {
        return delivery.path("closed").asText(delivery.path("state").asText())
                + switch (delivery.path("waitingFor").asText()) {
                    case "person" -> " for the person";
                    case "attempt_apart" -> " for an attempt apart from others";
                    default -> "";
                };
    }

    /** All that is known of an event. */
    static void print(PrintWriter out, JsonNode event) {
        out.println(event.path("family").asText() + " " + event.path("type").asText() + " "
                + event.path("id").asText()
                + (event.path("test").asBoolean() ? ", a test" : ""));
        out.println("  received  " + event.path("receivedAt").asText());
        out.println("  occurred  " + orDash(event.path("occurredAt")));
        out.println("  subject   " + orDash(event.path("subject")));
        out.println("  contact   " + orDash(event.path("contact")));
        if (event.has("copyOf")) {
            out.println("  copy of   " + event.path("copyOf").asText());
        }
        event.path("copies").forEach(each -> out.println("  copies    " + each.asText()));
        out.println();
        decision(out, event.path("decision"));
        event.path("deliveries").forEach(each -> delivery(out, each));
        event.path("earlier").forEach(each -> earlier(out, each));
        out.println("Payload");
        String payload = event.path("payload").asText();
        (event.has("payloadGone") ? event.path("payloadGone").asText() : pretty(payload))
                .lines()
                .forEach(line -> out.println("  " + line));
    }

    private static void decision(PrintWriter out, JsonNode decision) {
        String reason = decision.path("unrouted").asText("");
        out.println("Decision: " + decision.path("result").asText() + (reason.isEmpty() ? "" : ", " + reason));
        for (JsonNode rule : decision.path("rules")) {
            String version = rule.path("version").asText("");
            boolean runs = version.equals(decision.path("runs").asText(version));
            out.println("  → " + rule.path("destination").asText() + " by "
                    + (version.isEmpty() ? "a version that is not known" : "version " + version)
                    + (version.isEmpty() || runs ? "" : ", which does not run now")
                    + (rule.has("place") ? ", " + rule.path("place").asText() : ""));
        }
        if (decision.has("note")) {
            out.println("  " + decision.path("note").asText());
        }
        out.println();
    }

    private static void delivery(PrintWriter out, JsonNode delivery) {
        out.println("Delivery to " + delivery.path("name").asText() + ": " + state(delivery)
                + (delivery.has("nextAttemptAt") ? ", next attempt " + time(delivery.path("nextAttemptAt")) : ""));
        if (delivery.has("closedBy")) {
            out.println("  " + change(delivery.path("closedBy")));
        }
        for (JsonNode each : delivery.path("failed")) {
            out.println("  attempt " + each.path("number").asText() + "  " + time(each.path("at")) + "  "
                    + each.path("outcome").asText() + "  " + each.path("ms").asText() + " ms  "
                    + each.path("error").asText(""));
        }
        if (delivery.path("state").asText().equals("delivered")) {
            out.println("  attempt " + delivery.path("attempts").asText() + "  " + time(delivery.path("settledAt"))
                    + "  delivered");
        } else if (delivery.path("failed").isEmpty() && delivery.has("error")) {
            out.println("  error     " + delivery.path("error").asText());
        }
        receipt(out, delivery);
        out.println();
    }

    private static void receipt(PrintWriter out, JsonNode delivery) {
        if (delivery.has("receipt")) {
            JsonNode receipt = delivery.path("receipt");
            out.println("  receipt   " + (receipt.isTextual() ? receipt.asText() : receipt.toString()));
        }
        if (delivery.has("version")) {
            out.println("  sent by   version " + delivery.path("version").asText());
        }
    }

    /** What had become of a delivery before a person changed it. */
    private static void earlier(PrintWriter out, JsonNode earlier) {
        out.println("Before, to " + earlier.path("name").asText() + ": " + state(earlier) + " after "
                + earlier.path("attempts").asText() + " attempts"
                + (earlier.has("settledAt") ? ", " + time(earlier.path("settledAt")) : ""));
        if (earlier.has("by")) {
            out.println("  " + change(earlier.path("by")));
        }
        if (earlier.has("error")) {
            out.println("  error     " + earlier.path("error").asText());
        }
        receipt(out, earlier);
        out.println();
    }

    private static String change(JsonNode change) {
        return (switch (change.path("action").asText()) {
                    case "replay" -> "replayed";
                    case "move" -> "moved to " + change.path("to").asText();
                    case "cancel" -> "cancelled";
                    case "discard" -> "discarded";
                    default -> change.path("action").asText();
                })
                + "  " + time(change.path("at")) + " by " + change.path("who").asText()
                + (change.has("name") ? " (" + change.path("name").asText() + ")" : "")
                + (change.has("reason") ? ": " + change.path("reason").asText() : "");
    }

    private static String pretty(String payload) {
        try {
            return JSON.readTree(payload).toPrettyString();
        } catch (JsonProcessingException e) {
            return payload;
        }
    }
}
