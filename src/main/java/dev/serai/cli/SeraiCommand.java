package dev.serai.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.serai.cli.ManagementClient.UnreachedException;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.operate.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code serai}: without a command it runs the gateway. */
@Command(
        name = "serai",
        description = {
            "Receives Optimizely webhooks, keeps them, and delivers them as routes/ says.",
            "Without a command it runs the gateway.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = SeraiCommand.OfThisBuild.class,
        synopsisSubcommandLabel = "[COMMAND]",
        usageHelpWidth = 110,
        usageHelpAutoWidth = true,
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done, and nothing is wrong",
            "1:something was found to be wrong, or it failed",
            "2:an option, an argument or the configuration cannot be used",
            "3:the gateway does not answer"
        },
        footerHeading = "%n",
        footer = {
            "It reads config/application.properties below --home, or the file that SERAI_CONFIG names. The environment",
            "variable of the same name, in capitals with underscores, is stronger than a key of the file."
        },
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            TryCommand.class,
            SampleCommand.class,
            SendCommand.class,
            InitCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            EventCommand.class,
            TailCommand.class,
            ReloadCommand.class,
            VersionsCommand.class,
            DiffCommand.class,
            RerouteCommand.class,
            WebhooksCommand.class,
            ReconcileCommand.class,
            BackfillCommand.class,
            TokenCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ProbeCommand.class,
            DeadCommand.class,
            ReplayCommand.class,
            MoveCommand.class,
            CancelCommand.class,
            AuditCommand.class,
            RejectedCommand.class,
            QuarantineCommand.class,
            PruneCommand.class,
            EraseCommand.class,
            ExportCommand.class,
            VerifyCommand.class,
            MigrateCommand.class,
            ConformanceCommand.class,
            GenerateCompletion.class
        })
public final class SeraiCommand implements Callable<Integer> {
    private static final String CONFIG = "SERAI_CONFIG";

    private final GatewayStart gateway;
    private final Map<String, String> environment;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "the directory with config/ and routes/; else SERAI_HOME, else the working directory")
    @Nullable
    Path home;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "plain text, as with the variable NO_COLOR")
    boolean plain;

    @Option(names = "--strict", description = RunCommand.STRICT)
    boolean strict;

    private SeraiCommand(GatewayStart gateway, Map<String, String> environment) {
        this.gateway = gateway;
        this.environment = environment;
    }

    /** Tells Serai's version and Java's. */
    static final class OfThisBuild implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"serai " + Version.SERAI + " on Java " + Version.JAVA};
        }
    }

    /**
     * Runs a command. Every one but {@code run} says itself what it has to say, so that the log is silent.
     *
     * @param environment its variables
     * @return the status to end with
     */
    public static int execute(GatewayStart gateway, Map<String, String> environment, String... arguments) {
        CommandLine line = line(gateway, environment);
        line.setExecutionStrategy(parsed -> {
            if (parsed.hasSubcommand()
                    && !parsed.subcommand().commandSpec().name().equals(RunCommand.NAME)) {
                silenceLog();
            }
            return new RunLast().execute(parsed);
        });
        return line.execute(arguments);
    }

    static CommandLine line(GatewayStart gateway, Map<String, String> environment) {
        CommandLine line = new CommandLine(new SeraiCommand(gateway, environment));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(SeraiCommand::misused);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr(), ""));
        return line;
    }

    private static int misused(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("serai: " + String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitStatus.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err, String what) {
        if (failure instanceof ConfigException e) {
            e.problems().forEach(problem -> err.println("serai: " + problem));
        } else {
            LoggerFactory.getLogger(SeraiCommand.class).debug("failed", failure);
            err.println("serai: " + what + reason(failure));
        }
        err.flush();
        return failure instanceof ConfigException
                ? ExitStatus.USAGE
                : failure instanceof UnreachedException ? ExitStatus.UNREACHED : ExitStatus.FINDING;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure == root ? reason : reason + " (" + root + ")";
    }

    @Override
    public Integer call() throws Exception {
        return run(strict);
    }

    int run(boolean strict) throws IOException {
        Config config = config();
        try {
            gateway.run(config, strict);
            return ExitStatus.OK;
        } catch (Exception e) {
            return failed(e, Objects.requireNonNull(spec).commandLine().getErr(), "not started: ");
        }
    }

    /**
     * The configuration of the home.
     *
     * @throws ConfigException if SERAI_CONFIG names a file that is not there, or the home is no directory
     */
    Config config() throws IOException {
        Path below = directory();
        String named = environment.get(CONFIG);
        Path file = named == null ? below.resolve("config/application.properties") : Path.of(named);
        if (named != null && !Files.isReadable(file)) {
            throw new ConfigException(
                    List.of(CONFIG + " in the environment: there is no file " + file + " that can be read"));
        }
        return Config.load(below, file, environment);
    }

    private Path directory() {
        String variable = environment.get("SERAI_HOME");
        boolean byVariable = home == null && variable != null && !variable.isBlank();
        Path named = byVariable ? Path.of(variable) : home;
        if (named == null) {
            return Path.of("");
        }
        if (!Files.isDirectory(named)) {
            throw new ConfigException(List.of(
                    (byVariable ? "SERAI_HOME in the environment" : "--home") + ": there is no directory " + named));
        }
        return named;
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean isPlain() {
        return plain;
    }

    Ansi ansi() {
        return plain ? Ansi.OFF : Ansi.AUTO;
    }

    private static void silenceLog() {
        for (String logger : List.of(Logger.ROOT_LOGGER_NAME, "serai", "dev.serai")) {
            ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.OFF);
        }
    }
}
