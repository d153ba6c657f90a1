package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** What was refused or is in quarantine, as a person reads it. */
final class QuarantineText {
    private static final int SECONDS = 19;
    /** So many digits of a hash name a body. */
    private static final int DIGITS = 12;

    private QuarantineText() {}

    /** To the second, in UTC. */
    static String time(JsonNode instant) {
        String text = instant.asText();
        return text.length() < SECONDS ? text : text.substring(0, SECONDS) + "Z";
    }

    static TextTable table(Iterable<JsonNode> entries) {
        TextTable table = new TextTable("received", "family", "#count", "#bytes", "hash", "reason");
        for (JsonNode each : entries) {
            String hash = each.path("hash").asText();
            table.row(
                    time(each.path("receivedAt")),
                    each.path("family").asText(),
                    each.path("count").asLong(),
                    each.path("bytes").asLong(),
                    hash.substring(0, Math.min(DIGITS, hash.length())),
                    each.path("reason").asText());
        }
        return table;
    }

    static void print(PrintWriter out, JsonNode stored) {
        out.println(stored.path("family").asText() + " " + stored.path("hash").asText());
        out.println("  reason    " + stored.path("reason").asText());
        out.println("  received  " + time(stored.path("receivedAt")) + " first, "
                + stored.path("count").asLong() + (stored.path("count").asLong() == 1 ? " time" : " times"));
        out.println("  bytes     " + stored.path("bytes").asLong()
                + (stored.has("charset") ? ", sent as " + stored.path("charset").asText() : ""));
        if (stored.has("head")) {
            out.println("  head      " + stored.path("head").asText().replace("\n", "\n            "));
        }
        out.println();
        out.println(stored.path("body").asText());
    }
}
