package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ReconcileCommand.Form;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serai backfill}: what happened before Serai was there. */
@Command(
        name = "backfill",
        description = {
            "Stores what Optimizely Campaign knows of the time before Serai, so that old opt-outs are in the CRM before the",
            "first mailing. First it shows how many deliveries each destination would get. A second run adds nothing."
        },
        mixinStandardHelpOptions = true)
final class BackfillCommand extends GatewayCommand {
    @Option(
            names = "--since",
            required = true,
            paramLabel = "DATE",
            description = "from when on: 2024-01-01, or 365d for a year ago")
    String since = "";

    @Option(names = "--until", paramLabel = "WHEN", description = ReconcileCommand.UNTIL)
    @Nullable
    String until;

    @Option(names = "--client", paramLabel = "ID", description = ReconcileCommand.CLIENT)
    @Nullable
    String client;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @ArgGroup
    Form form = new Form();

    @Override
    public Integer call() throws Exception {
        if (!yes && form.isForPrograms()) {
            throw new ParameterException(command().commandLine(), "--json and --csv need --yes");
        }
        Instant from = instant("--since", since);
        Instant to = until == null ? null : instant("--until", until);
        ReconcileJob job = new ReconcileJob(gateway(), command().commandLine().getErr());
        JsonNode found = job.run(from, to, client, false);
        if (!form.isForPrograms()) {
            form.print(out(), found);
        }
        boolean isSure = ReconcileText.complete(found) && ReconcileText.open(found) > 0;
        if (isSure && (yes || confirmed("Store " + ReconcileText.open(found) + " events and deliver them?", "--yes"))) {
            found = job.run(from, to, client, true);
            form.print(out(), found);
        } else if (form.isForPrograms()) {
            form.print(out(), found);
        } else {
            out().println("Nothing was stored.");
        }
        out().flush();
        return ReconcileCommand.status(found);
    }
}
