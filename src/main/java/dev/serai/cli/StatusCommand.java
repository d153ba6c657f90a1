package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai status}: the running gateway on one screen. */
@Command(
        name = "status",
        description = {
            "Shows the running gateway on one screen, what needs attention first. Status 1 if something does.",
            "\"Last hour\" and \"a minute\" count what the gateway that is asked has done since its start."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand extends GatewayCommand {
    private static final double MEGA = 1_000_000;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        JsonNode status = gateway().get("/status");
        if (json) {
            out().println(status);
        } else {
            print(out(), status);
        }
        out().flush();
        return status.path("attention").isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private static void print(PrintWriter out, JsonNode status) {
        JsonNode versions = status.path("versions");
        out.println(status.path("status").asText() + "  Serai "
                + versions.path("serai").asText() + ", Java "
                + versions.path("java").asText() + ", "
                + versions.path("database").asText());
        for (JsonNode each : status.path("attention")) {
            out.println("! " + each.path("what").asText());
            out.println("  → " + each.path("next").asText());
            out.println("    see " + each.path("runbook").asText());
        }
        out.println();
        families(status.path("families")).print(out);
        out.println();
        destinations(status.path("destinations")).print(out);
        out.println();
        JsonNode journal = status.path("journal");
        out.println("  Journal " + (journal.path("keeps").asBoolean() ? "keeps webhooks" : "keeps nothing") + ", "
                + String.format(Locale.ROOT, "%.1f MB", journal.path("bytes").asLong() / MEGA));
        for (JsonNode org : status.path("salesforce")) {
            out.println("  " + org.path("name").asText() + " has "
                    + (org.has("callsLeftPercent")
                            ? org.path("callsLeftPercent").asText() + " % of the day's calls left"
                            : "not told yet how many of the day's calls are left")
                    + (org.has("dataStorageLeftPercent")
                            ? ", and " + org.path("dataStorageLeftPercent").asText() + " % of its storage"
                            : ""));
        }
    }

    private static TextTable families(JsonNode families) {
        TextTable table = new TextTable("FAMILY", "#TODAY", "#LAST HOUR", "LAST EVENT", "REFUSED");
        for (JsonNode each : families) {
            List<String> refused = new ArrayList<>();
            each.path("refused")
                    .properties()
                    .forEach(status -> refused.add(status.getValue().asText() + " × " + status.getKey()));
            table.row(
                    each.path("name").asText(),
                    each.path("receivedToday").asText(),
                    each.path("receivedLastHour").asText(),
                    EventText.time(each.path("lastEventAt")),
                    refused.isEmpty() ? "-" : String.join(", ", refused));
        }
        return table;
    }

    private static TextTable destinations(JsonNode destinations) {
        TextTable table = new TextTable(
                "DESTINATION", "STATE", "#WAITING", "#OLDEST", "#A MINUTE", "#DEAD", "NEXT TRY", "LAST ERROR");
        for (JsonNode each : destinations) {
            table.row(
                    each.path("name").asText(),
                    each.path("state").asText(),
                    each.path("waiting").asText(),
                    age(each.path("oldestWaitingSeconds").asLong()),
                    each.path("deliveredPerMinute").asText(),
                    each.path("dead").asText(),
                    EventText.time(each.path("nextProbeAt")),
                    EventText.shortened(each.path("lastError")));
        }
        return table;
    }

    /** Such as 45s, 12m, 3h or 2d. */
    private static String age(long seconds) {
        Duration age = Duration.ofSeconds(seconds);
        if (seconds == 0) {
            return "-";
        } else if (age.toDays() > 1) {
            return age.toDays() + "d";
        } else if (age.toHours() > 1) {
            return age.toHours() + "h";
        }
        return age.toMinutes() > 1 ? age.toMinutes() + "m" : seconds + "s";
    }
}
