package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serai reconcile}: what Campaign knows against what arrived. */
@Command(
        name = "reconcile",
        description = {
            "Compares what Optimizely Campaign knows of a period with the events that arrived, and shows what never did.",
            "With --apply it stores what is missing, once, and delivers it. Campaign repeats a webhook for three days.",
            "Status 1 if something is missing and was not stored, or could not be compared."
        },
        mixinStandardHelpOptions = true)
final class ReconcileCommand extends GatewayCommand {
    static final String UNTIL =
            "the end of the period; what is younger than an hour may still arrive and is never judged";
    static final String CLIENT = "one of reconcile.clients; else all of them";

    @Option(
            names = "--since",
            required = true,
            paramLabel = "WHEN",
            description = "the begin of the period: 3d, 2026-11-01 or 2026-11-01T12:00:00Z")
    String since = "";

    @Option(names = "--until", paramLabel = "WHEN", description = UNTIL)
    @Nullable
    String until;

    @Option(names = "--client", paramLabel = "ID", description = CLIENT)
    @Nullable
    String client;

    @Option(names = "--apply", description = "stores what is missing, after a yes")
    boolean apply;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @ArgGroup
    Form form = new Form();

    /** How the report is written. */
    static final class Form {
        @Option(names = "--json", description = "one JSON object, for programs; with --apply it needs --yes")
        boolean json;

        @Option(names = "--csv", description = "a line for each missing event; with --apply it needs --yes")
        boolean csv;

        boolean isForPrograms() {
            return json || csv;
        }

        void print(PrintWriter out, JsonNode report) {
            if (json) {
                out.println(report);
            } else if (csv) {
                ReconcileText.csv(out, report);
            } else {
                ReconcileText.print(out, report);
            }
            out.flush();
        }
    }

    @Override
    public Integer call() throws Exception {
        if (apply && !yes && form.isForPrograms()) {
            throw new ParameterException(command().commandLine(), "--apply with --json or --csv needs --yes");
        }
        Instant from = instant("--since", since);
        Instant to = until == null ? null : instant("--until", until);
        ReconcileJob job = new ReconcileJob(gateway(), command().commandLine().getErr());
        JsonNode report = job.run(from, to, client, apply && yes);
        form.print(out(), report);
        if (apply && !yes && ReconcileText.open(report) > 0) {
            if (confirmed(
                    "Store " + ReconcileText.open(report) + " events and deliver them?", "--yes, or no --apply")) {
                report = job.run(from, to, client, true);
                form.print(out(), report);
            } else {
                out().println("Nothing was stored.");
            }
        }
        out().flush();
        return status(report);
    }

    static int status(JsonNode report) {
        return ReconcileText.complete(report) && ReconcileText.open(report) == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }
}
