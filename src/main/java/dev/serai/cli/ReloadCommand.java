package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai reload}: loads the route files that changed. */
@Command(
        name = "reload",
        description = {
            "Loads the route files that changed into the running gateway, at once, and shows what it did.",
            "A file with an error is not loaded: the version that runs goes on. Ends with 1 then."
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand extends GatewayCommand {
    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = out();
        ManagementClient gateway = gateway();
        JsonNode report = gateway.post("/routes/reload", Map.of());
        if (json) {
            out.println(report);
        } else {
            print(out, report);
            if (report.path("changes").isEmpty() && !report.has("problem")) {
                last(out, gateway);
            }
        }
        out.flush();
        boolean refused = report.has("problem");
        for (JsonNode change : report.path("changes")) {
            refused |= change.path("action").asText().equals("REFUSED");
        }
        return refused ? ExitStatus.FINDING : ExitStatus.OK;
    }

    /** The gateway may have seen the change first. */
    private static void last(PrintWriter out, ManagementClient gateway) throws Exception {
        try {
            JsonNode last = gateway.get("/routes/reload");
            out.println("The last change was seen at " + last.path("at").asText() + ":");
            print(out, last);
        } catch (RefusedException e) {
            out.println("None has changed since the start.");
        }
    }

    private static void print(PrintWriter out, JsonNode report) {
        if (report.has("problem")) {
            out.println(report.get("problem").asText());
        } else if (report.path("changes").isEmpty()) {
            out.println("Every route file is as it runs.");
        }
        for (JsonNode change : report.path("changes")) {
            out.println(change.path("name").asText() + " "
                    + change.path("action").asText().toLowerCase(Locale.ROOT) + versions(change));
            JsonNode compared = change.path("compared");
            if (compared.isObject()) {
                out.println("  " + compared.path("differ").asInt() + " of the last "
                        + compared.path("events").asInt() + " events of the family differ");
                for (JsonNode row : compared.path("rows")) {
                    out.println("    " + row.path("type").asText() + ": "
                            + row.path("before").asText() + " → "
                            + row.path("after").asText() + " ("
                            + row.path("count").asInt() + ")");
                }
            }
            for (JsonNode finding : change.path("findings")) {
                out.println("  " + finding(finding));
            }
        }
    }

    private static String versions(JsonNode change) {
        String before = change.path("before").asText("");
        String after = change.path("after").asText("");
        if (change.path("action").asText().equals("REFUSED")) {
            return before.isEmpty() ? "" : ", version " + before + " runs on";
        }
        return (after.isEmpty() ? "" : ", version " + after)
                + (before.isEmpty() || before.equals(after)
                        ? ""
                        : (after.isEmpty() ? ", was " : " in place of ") + before);
    }

    private static String finding(JsonNode finding) {
        int line = finding.path("line").asInt();
        String instead = finding.path("instead").asText();
        return finding.path("place").asText() + (line == 0 ? "" : ":" + line) + ": "
                + finding.path("severity").asText().toLowerCase(Locale.ROOT) + ": "
                + finding.path("reason").asText()
                + (instead.isEmpty() ? "" : " - " + instead);
    }
}
