package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that changes many deliveries: it shows how many, asks, and does it. */
abstract class DeliveriesCommand extends GatewayCommand {
    @Mixin
    final DeliveryFilter filter = new DeliveryFilter();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; stands in the audit")
    @Nullable
    String reason;

    @Option(names = "--dry-run", description = "shows how many there are, and changes nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --dry-run or --yes")
    boolean json;

    /** Whether the options say which deliveries are meant. */
    abstract boolean saysWhich();

    /** What a request says beside the filter. */
    void add(Map<String, Object> asked) {}

    /** How many deliveries are meant. */
    abstract JsonNode count(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException;

    /** Does it. @return what was done, and whether all was done */
    abstract Done change(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException;

    /** @param deliveries number by destination */
    record Done(JsonNode answer, JsonNode deliveries, boolean complete) {}

    /** Such as {@code Replay 12 deliveries?}. */
    abstract String question(long deliveries);

    /** Such as {@code replayed}. */
    abstract String participle();

    /** What a person should know before the answer; empty for nothing. */
    String hint() {
        return "";
    }

    @Override
    public Integer call() throws Exception {
        if (json && !dryRun && !yes) {
            throw new ParameterException(command().commandLine(), "--json needs --dry-run or --yes");
        }
        if (!saysWhich()) {
            throw new ParameterException(
                    command().commandLine(), "which deliveries are meant? Say --destination NAME or --id ID");
        }
        Map<String, Object> asked = filter.asked(this);
        add(asked);
        if (reason != null) {
            asked.put("reason", reason);
        }
        ManagementClient gateway = gateway();
        JsonNode found = count(gateway, asked);
        long meant = found.path("count").asLong();
        if (!json) {
            table(found.path("destinations"));
        }
        if (dryRun || meant == 0) {
            if (json) {
                out().println(found);
            }
            out().flush();
            return ExitStatus.OK;
        }
        if (!json && !hint().isEmpty()) {
            out().println(hint());
        }
        out().flush();
        if (!yes && !confirmed(question(meant), "--yes or --dry-run")) {
            out().println("Nothing was changed.");
            out().flush();
            return ExitStatus.OK;
        }
        Done done = change(gateway, asked);
        long changed = 0;
        for (JsonNode each : done.deliveries()) {
            changed += each.asLong();
        }
        out().println(
                        json
                                ? done.answer().toString()
                                : changed + " deliveries were " + participle()
                                        + (done.complete() ? "." : "; it was ended before all were done."));
        out().flush();
        return done.complete() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private void table(JsonNode destinations) {
        if (destinations.isEmpty()) {
            out().println("There are no such deliveries.");
            return;
        }
        TextTable table = new TextTable("destination", "#deliveries");
        destinations
                .properties()
                .forEach(each -> table.row(each.getKey(), each.getValue().asLong()));
        table.print(out());
    }
}
