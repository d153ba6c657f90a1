package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.JournalCopy;
import dev.serai.journal.JournalCopy.Report;
import dev.serai.journal.JournalCopy.Table;
import dev.serai.journal.JournalSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** {@code serai migrate}: copies the journal into another database. */
@Command(
        name = "migrate",
        description = {
            "Copies the journal into an empty database, such as from H2 to PostgreSQL, and compares both afterwards.",
            "The gateway must be stopped. The source is only read. If the command ends too early, run it again: it goes on.",
            "Ends with 0 only if every table and the ledger are equal in both."
        },
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    private static final String PASSWORD = "MIGRATE_PASSWORD";
    private static final String USER = "MIGRATE_USER";

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Option(
            names = "--to",
            paramLabel = "URL",
            required = true,
            description = "the JDBC URL of the target: jdbc:postgresql:… or jdbc:h2:file:…; without its password")
    String to = "";

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "who connects to the target; else the variable " + USER + ", else journal.user")
    @Nullable
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the file with the password for the target; else the variable " + PASSWORD)
    @Nullable
    Path passwordFile;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "another source than journal.url; with journal.user and journal.password")
    @Nullable
    String from;

    @Option(
            names = "--again",
            description = "begins anew if a copy into the target has not ended: empties the target first")
    boolean again;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        SeraiCommand above = Objects.requireNonNull(serai);
        Config config = above.config();
        JournalSettings configured = JournalSettings.from(config);
        config.complain();
        JournalSettings source = from == null ? configured : at(from, "--from", configured);
        JournalSettings target = target(source, above);
        MeasuredProgress progress = new MeasuredProgress(command().commandLine().getErr());
        Report report = new JournalCopy(
                        source,
                        target,
                        again,
                        (doing, table, rows, total) -> progress.at(doing + " " + table, rows, total))
                .run();
        PrintWriter out = command().commandLine().getOut();
        if (json) {
            out.println(Json.write(report));
        } else {
            print(out, report, target);
        }
        out.flush();
        return report.equal() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private JournalSettings target(JournalSettings source, SeraiCommand above) throws IOException {
        JournalSettings there = at(to, "--to", source);
        if (JdbcUrl.of(to).properties().keySet().stream().anyMatch(name -> !name.equals("user"))) {
            throw new ParameterException(
                    command().commandLine(),
                    "--to has a secret in it, which every user of this machine can read while the command runs; use "
                            + PASSWORD + " or --password-file");
        }
        String password = passwordFile != null
                ? Files.readString(passwordFile).strip()
                : above.environment().getOrDefault(PASSWORD, "");
        String name = user != null ? user : above.environment().getOrDefault(USER, source.user());
        return new JournalSettings(there.url(), name, password, source.commitTimeout(), source.connections());
    }

    /** The same user and password at another URL. */
    private JournalSettings at(String url, String option, JournalSettings of) {
        return VerifyCommand.at(command(), Objects.requireNonNull(serai).home, url, option, of);
    }

    private static void print(PrintWriter out, Report report, JournalSettings target) {
        TextTable table = new TextTable("table", "#source", "#target", "checksum", "");
        for (Table each : report.tables()) {
            table.row(
                    each.table(),
                    each.source(),
                    each.target(),
                    each.sourceChecksum().equals(each.targetChecksum())
                            ? each.sourceChecksum()
                            : each.sourceChecksum() + " / " + each.targetChecksum(),
                    each.equal() ? "equal" : "DIFFERENT");
        }
        table.print(out);
        out.println();
        out.println("The ledgers of both are " + (report.ledgerEqual() ? "equal." : "DIFFERENT."));
        if (!report.balanced()) {
            out.println("The ledger of the source does not balance, and it is copied as it is: run serai verify.");
        }
        if (report.equal()) {
            out.println("Next: set journal.url=" + JdbcUrl.withoutSecrets(target.url())
                    + " with journal.user and journal.password, and start the gateway.");
            out.println("Keep the source until the gateway has run on the target; it is unchanged.");
        } else {
            out.println("The target cannot be used, and no gateway starts on it. Run the command with --again.");
        }
    }
}
