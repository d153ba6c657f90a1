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

/** {@code serai replay}: sends settled deliveries again. */
@Command(
        name = "replay",
        description = {
            "Sends dead deliveries again, after a yes; with --state delivered also those that the far side has taken.",
            "What had become of each stays in the journal. Deliveries that wait are never sent twice by it.",
            "A replay runs in the gateway: it goes on if this command ends, and --stop ends it.",
            "With --edit FILE --id ID a corrected copy is stored as a new event, and routed like a received one."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand extends DestinationDeliveriesCommand {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "dead",
            description = "dead (the default), delivered (needs --since or --id), cancelled or discarded")
    String state = "dead";

    @Option(names = "--rate", paramLabel = "RATE", description = "at most so many in a time, such as 100/s")
    @Nullable
    String rate;

    @Option(names = "--name", paramLabel = "TEXT", description = "a name for the audit")
    @Nullable
    String name;

    @Option(
            names = "--same-key",
            description = "with the key that the far side got before, so that it may take this for a repeat")
    boolean sameKey;

    @Option(names = "--stop", paramLabel = "JOB", description = "ends a replay; what it has queued goes out")
    @Nullable
    String stop;

    @Option(
            names = "--edit",
            paramLabel = "FILE",
            description = "stores a corrected copy of the event --id as a new event: the file has its payload")
    @Nullable
    String edit;

    @Override
    public Integer call() throws Exception {
        if (edit != null) {
            return new ReplayEdit(this, edit).call();
        } else if (stop == null) {
            return super.call();
        }
        JsonNode job = gateway().delete("/jobs/" + ManagementClient.encoded(stop));
        out().println(json ? job.toString() : "Job " + stop + " is told to end.");
        out().flush();
        return ExitStatus.OK;
    }

    @Override
    JsonNode count(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        return gateway.post("/replay?dryRun=true", request(asked));
    }

    @Override
    Done change(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        JsonNode begun = gateway.post("/replay", request(asked));
        PrintWriter err = command().commandLine().getErr();
        String id = begun.path("job").asText();
        err.println(begun.path("name").asText() + " runs as job " + id);
        err.flush();
        return done(gateway.ended(id, any -> {}));
    }

    private static Done done(JsonNode job) throws RefusedException {
        JsonNode report = job.path("report");
        if (!job.has("report")) {
            throw new RefusedException("the replay failed: "
                    + job.path("error").asText(job.path("state").asText()));
        }
        return new Done(job, report.path("deliveries"), report.path("complete").asBoolean());
    }

    private Map<String, Object> request(Map<String, Object> asked) {
        Map<String, Object> request = new LinkedHashMap<>(asked);
        request.put("state", state);
        if (rate != null) {
            request.put("rate", rate);
        }
        if (name != null) {
            request.put("name", name);
        }
        if (sameKey) {
            request.put("sameKey", true);
        }
        return request;
    }

    @Override
    String hint() {
        return sameKey
                ? "Each goes out with the key of its last delivery: a far side that remembers keys may not do it again."
                : "Each goes out with a new event.key. Its event.id stays, so that an upsert by it writes no second record.";
    }

    @Override
    String question(long deliveries) {
        return "Replay " + deliveries + " deliveries?";
    }

    @Override
    String participle() {
        return "replayed";
    }
}
