package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.config.InvalidValueException;
import dev.serai.event.Json;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.JournalVerification;
import dev.serai.journal.JournalVerification.Check;
import dev.serai.journal.JournalVerification.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai verify}: recounts the journal from its rows. */
@Command(
        name = "verify",
        description = {
            "Recounts the journal from its rows, compares that with what was counted, and reads every payload. Nothing is",
            "written: it works on a replica too, and beside a running gateway on PostgreSQL. H2 needs the gateway stopped.",
            "Ends with 1 if something differs."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "another journal than journal.url, such as a replica or a restored copy; with journal.user and"
                            + " journal.password")
    @Nullable
    String url;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        SeraiCommand above = Objects.requireNonNull(serai);
        Config config = above.config();
        JournalSettings configured = JournalSettings.from(config);
        config.complain();
        JournalSettings journal = url == null ? configured : at(command, above.home, url, "--url", configured);
        MeasuredProgress progress = new MeasuredProgress(command.commandLine().getErr());
        Report report = new JournalVerification(journal, progress::at).run();
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(Json.write(report));
        } else {
            print(out, report);
        }
        out.flush();
        return report.right() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    /**
     * The same user and password at another URL.
     *
     * @throws ParameterException if the URL is none that a journal can have
     */
    static JournalSettings at(CommandSpec command, @Nullable Path home, String url, String option, JournalSettings of) {
        try {
            if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
                throw new InvalidValueException("must begin with jdbc:h2: or jdbc:postgresql:");
            }
            String below = JdbcUrl.below(home == null ? Path.of("") : home, url);
            return new JournalSettings(below, of.user(), of.password(), of.commitTimeout(), of.connections());
        } catch (InvalidValueException e) {
            throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private static void print(PrintWriter out, Report report) {
        TextTable table = new TextTable("check", "#differences");
        report.checks().forEach(check -> table.row(check.name(), check.found()));
        table.print(out);
        out.println();
        for (Check check : report.checks()) {
            if (check.found() > 0) {
                out.println(check.name() + ": " + check.meaning() + ".");
                check.first().forEach(difference -> out.println("  " + difference));
                if (check.found() > check.first().size()) {
                    out.println("  … and " + (check.found() - check.first().size()) + " more");
                }
                out.println("  → " + check.instead());
                out.println();
            }
        }
        out.println(report.events() + " events and " + report.deliveries() + " deliveries: "
                + (report.right() ? "nothing differs." : "the journal is not as it was counted."));
    }
}
