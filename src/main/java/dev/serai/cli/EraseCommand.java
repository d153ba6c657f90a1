package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code serai erase}: erases what is kept of persons. */
@Command(
        name = "erase",
        description = {
            "Erases what is kept of a person, after a yes: payload, contact, subject, errors and receipts of events, and bodies",
            "in quarantine. Ids, types, times and states stay, so that a repeat is a duplicate.",
            "It refuses while a delivery of the person waits. Standard output has, as CSV, what far sides keep and what is to be",
            "deleted there. It needs a token of the role privacy."
        },
        mixinStandardHelpOptions = true)
final class EraseCommand extends PersonCommand {
    private static final int SHOWN = 20;

    @ArgGroup(multiplicity = "1")
    Who who = new Who();

    /** Whose data. */
    static final class Who {
        @Parameters(
                paramLabel = "CONTACT",
                description = "the address of a person; - reads addresses from standard input")
        @Nullable
        String contact;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "a file with one address in each line; - is standard input")
        @Nullable
        String file;
    }

    @Option(
            names = "--cancel-waiting",
            description = "cancels the deliveries that wait, but for those of opt-outs, which have to go out first")
    boolean cancelWaiting;

    @Option(names = "--dry-run", description = "shows what would be erased, and erases nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --dry-run or --yes")
    boolean json;

    @Override
    public Integer call() throws Exception {
        if (json && !dryRun && !yes) {
            throw new ParameterException(command().commandLine(), "--json needs --dry-run or --yes");
        }
        List<String> contacts = who.file == null ? contacts(String.valueOf(who.contact)) : lines(who.file);
        ManagementClient gateway = gateway();
        // always: what far sides keep is printed before it is erased here, so that a kill in between does not lose it
        JsonNode found = report(gateway, "/erase", asked(contacts, true));
        Set<String> printed = new HashSet<>();
        if (!json || dryRun) {
            print(found, printed);
        }
        if (found.has("stopped")) {
            if (json && !dryRun) {
                print(found, printed);
            }
            refused(found);
            return ExitStatus.FINDING;
        }
        say("%d events, %d bodies in quarantine and %d notes of persons %s."
                .formatted(
                        found.path("events").asLong(),
                        found.path("quarantined").asLong(),
                        found.path("texts").asLong(),
                        dryRun ? "would be erased" : "are to be erased"));
        if (found.path("cancelled").asLong() > 0) {
            say("Deliveries of " + found.path("cancelled").asLong() + " events wait, and are cancelled before.");
        }
        if (dryRun) {
            return ExitStatus.OK;
        }
        if (!yes && !confirmed("Erase it for good?", "--yes or --dry-run")) {
            say("Nothing was erased.");
            return ExitStatus.OK;
        }
        JsonNode done = report(gateway, "/erase", asked(contacts, false));
        print(done, printed);
        return ended(done);
    }

    private Map<String, Object> asked(List<String> contacts, boolean dry) {
        return Map.of("contacts", contacts, "cancelWaiting", cancelWaiting, "dryRun", dry);
    }

    private int ended(JsonNode done) {
        say("%d events and %d bodies in quarantine are erased."
                .formatted(
                        done.path("events").asLong(), done.path("quarantined").asLong()));
        if (done.has("remains")) {
            say(done.path("remains").asText());
        }
        if (done.has("stopped")) {
            refused(done);
            if (done.path("left").asLong() > 0) {
                say(done.path("left").asLong() + " events stay. Run the command again when they are delivered.");
            }
            return ExitStatus.FINDING;
        }
        return ExitStatus.OK;
    }

    /** Says what is in the way, and what to do. */
    private void refused(JsonNode report) {
        say("It has ended too early: " + report.path("stopped").asText() + ".");
        JsonNode blocking = report.path("blocking");
        int shown = 0;
        for (JsonNode each : blocking) {
            if (shown++ == SHOWN) {
                say("  … and " + (blocking.size() - SHOWN) + " more");
                break;
            }
            say("  " + each.path("event").asText() + " " + each.path("type").asText() + " "
                    + each.path("destination").asText("no destination") + " "
                    + each.path("state").asText()
                    + (each.path("optOut").asBoolean() ? ", an opt-out" : ""));
        }
        if (!blocking.isEmpty()) {
            say(
                    "An opt-out has to reach its destination first: \"serai probe NAME\" tries a suspended one now, \"serai replay --id ID\" a"
                            + " dead delivery, \"serai reroute\" an event that is unrouted; \"serai cancel --id ID\" and \"serai dead discard --id ID\""
                            + " give it up. Other deliveries that wait are cancelled with --cancel-waiting.");
        }
    }

    /** As CSV, each line once. */
    private void print(JsonNode report, Set<String> printed) {
        if (json) {
            out().println(report);
        } else {
            if (printed.isEmpty() && !report.path("records").isEmpty()) {
                out().println("destination,record,change,event");
            }
            for (JsonNode each : report.path("records")) {
                String line = "%s,%s,%s,%s"
                        .formatted(
                                each.path("destination").asText(),
                                cell(each.path("record").asText()),
                                each.path("change").asText(),
                                each.path("event").asText());
                if (printed.add(line)) {
                    out().println(line);
                }
            }
        }
        out().flush();
        if (report.path("cut").asBoolean()) {
            say("There are more records than the list can have. Erase fewer contacts at once.");
        }
    }

    private static String cell(String text) {
        return text.matches("[\\w.:-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
