package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serai prune}: deletes what is older than the configuration wants. */
@Command(
        name = "prune",
        description = {
            "Deletes what is older than journal.keep and the keys beside it say, after a yes.",
            "What waits stays, and so does what is dead and not closed. The gateway does the same every day at journal.prune-at.",
            "It runs in the gateway: it goes on if this command ends, and --stop ends it."
        },
        mixinStandardHelpOptions = true)
final class PruneCommand extends GatewayCommand {

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description =
                    "events older than that, such as 30d, in place of journal.keep; families and types with a key of"
                            + " their own are kept as that key says")
    @Nullable
    String olderThan;

    @Option(names = "--dry-run", description = "shows what would go, and deletes nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --dry-run or --yes")
    boolean json;

    @Option(names = "--stop", paramLabel = "JOB", description = "ends a run; what is deleted stays deleted")
    @Nullable
    String stop;

    @Override
    public Integer call() throws Exception {
        if (json && !dryRun && !yes && stop == null) {
            throw new ParameterException(command().commandLine(), "--json needs --dry-run or --yes");
        }
        ManagementClient gateway = gateway();
        if (stop != null) {
            JsonNode job = gateway.delete("/jobs/" + ManagementClient.encoded(stop));
            out().println(json ? job.toString() : "Job " + stop + " is told to end.");
            out().flush();
            return ExitStatus.OK;
        }
        if (dryRun || !yes) {
            JsonNode found = run(gateway, true);
            print(found);
            if (dryRun || isEmpty(found)) {
                return status(found);
            }
            if (!confirmed("Delete it for good?", "--yes or --dry-run")) {
                out().println("Nothing was deleted.");
                out().flush();
                return ExitStatus.OK;
            }
        }
        JsonNode done = run(gateway, false);
        print(done);
        return status(done);
    }

    private JsonNode run(ManagementClient gateway, boolean dry)
            throws UnreachedException, RefusedException, InterruptedException {
        Map<String, Object> asked = new LinkedHashMap<>();
        if (olderThan != null) {
            asked.put("olderThan", olderThan);
        }
        asked.put("dryRun", dry);
        String id = gateway.post("/prune", asked).path("job").asText();
        PrintWriter err = command().commandLine().getErr();
        if (!dry) {
            err.println("It runs as job " + id);
            err.flush();
        }
        JsonNode job = gateway.ended(id, any -> {});
        if (!job.has("report")) {
            throw new RefusedException("the gateway could not prune: "
                    + job.path("error").asText(job.path("state").asText()));
        }
        return job.path("report");
    }

    private static boolean isEmpty(JsonNode report) {
        return report.path("events").asLong() == 0
                && report.path("payloads").asLong() == 0
                && report.path("quarantined").asLong() == 0
                && report.path("changes").asLong() == 0
                && report.path("versions").asLong() == 0;
    }

    private static int status(JsonNode report) {
        return report.has("stopped") ? ExitStatus.FINDING : ExitStatus.OK;
    }

    private void print(JsonNode report) {
        if (json) {
            out().println(report);
        } else {
            text(report);
        }
        out().flush();
    }

    private void text(JsonNode report) {
        boolean dry = report.path("dryRun").asBoolean();
        if (report.path("events").asLong() > 0) {
            TextTable table = new TextTable("family", "type", dry ? "#would go" : "#deleted");
            report.path("types")
                    .forEach(each -> table.row(
                            each.path("family").asText(),
                            each.path("type").asText(),
                            each.path("events").asLong()));
            table.print(out());
        }
        String verb = dry ? " would go." : " are deleted.";
        line(report, "events", " events" + verb);
        line(report, "payloads", dry ? " events would lose their payload." : " events have lost their payload.");
        line(report, "quarantined", " bodies in quarantine" + verb);
        line(report, "changes", " rows of the audit" + verb);
        line(report, "versions", " versions of route files" + verb);
        JsonNode stayed = report.path("stayed");
        line(stayed, "waiting", " events stay, because a delivery waits.");
        line(stayed, "dead", " events stay, because a delivery is dead and nobody has closed it; see serai dead.");
        line(stayed, "unrouted", " events stay, because no router could decide yet.");
        if (isEmpty(report)) {
            out().println(dry ? "Nothing would go." : "Nothing was deleted.");
        }
        if (report.has("stopped")) {
            out().println("It has ended too early: " + report.path("stopped").asText() + ".");
        }
    }

    private void line(JsonNode report, String name, String text) {
        long count = report.path(name).asLong();
        if (count > 0) {
            out().println(count + text);
        }
    }
}
