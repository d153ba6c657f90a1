package dev.serai.simulator.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai conformance}: whether a receiver of webhooks does what Optimizely's senders ask of it. */
@Command(
        name = "serai conformance",
        description = {
            "Plays the sender (Optimizely Campaign, CMP, Graph, Experimentation) against any receiver, and reports rule",
            "by rule. Each rule names its source.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Conformance.OfThisJar.class,
        usageHelpWidth = 110,
        usageHelpAutoWidth = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every must holds",
            "1:a must is broken",
            "2:it could not be run: an option cannot be used, nothing listens, or the secret is missing"
        },
        footerHeading = "%n",
        footer = {
            "The receiver gets events of people of example.test. Each event has the id of the run inside, which is printed",
            "first, and those of Campaign belong to the mailing 999000000002. A receiver that passes events on passes",
            "these on, too: test one that is not connected, or that keeps this mailing apart.",
            "",
            "Secrets on a command line are seen by everybody on the machine. These places are better:",
            "  --secret-file FILE       lines such as cmp.secret=…, campaign.basic=user:password, graph.header=X-Token: …",
            "  CONFORMANCE_SECRET, CONFORMANCE_BASIC, CONFORMANCE_HEADER; for one family CONFORMANCE_CMP_SECRET and so on",
            "",
            "Examples:",
            "  serai conformance http://localhost:8080/webhooks/cmp --secret-file secrets.txt",
            "  serai conformance 'http://localhost:8080/webhooks/{family}' --family cmp --family graph",
            "  serai conformance http://localhost:1880/hook --family campaign --only campaign --only http.keep-alive"
        })
public final class Conformance implements Callable<Integer> {
    static final int OK = 0;
    static final int BROKEN = 1;
    static final int NOT_RUN = 2;

    private final Map<String, String> environment;
    private final Terminal terminal;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description = "of the receiver; {family} in it stands for the name of each family")
    @Nullable
    String url;

    @Option(
            names = "--family",
            paramLabel = "NAME",
            description =
                    "${COMPLETION-CANDIDATES}; several times for several. Default: those that the path names, else all")
    List<SenderFamily> families = List.of();

    @Option(
            names = "--secret",
            paramLabel = "TEXT",
            description =
                    "of CMP (Callback-Secret) and Experimentation (key of X-Hub-Signature). Say it twice to test that"
                            + " both are accepted; so for --basic and --header")
    List<String> secrets = List.of();

    @Option(names = "--basic", paramLabel = "USER:PASSWORD", description = "HTTP Basic of Campaign or Graph")
    List<String> basics = List.of();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "header with the secret of Campaign or Graph")
    List<String> headers = List.of();

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "a file with secrets, one on a line (see below)")
    @Nullable
    Path secretFile;

    @Option(
            names = "--only",
            paramLabel = "RULE",
            description = "judges this rule alone, such as campaign.list, or these, such as http; may be repeated")
    List<String> only = List.of();

    @Option(names = "--list", description = "prints the rules and their sources, and sends nothing")
    boolean list;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description =
                    "how long an answer may take, such as 5s or 500ms. Default: the vendor's limit, 30s for CMP; 10s"
                            + " where none is documented")
    @Nullable
    Duration timeout;

    @Option(names = "--json", description = "the report as JSON, for programs")
    boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "writes the report as JUnit XML, too")
    @Nullable
    Path junit;

    @Option(names = "--yes", description = "does not ask before it sends to another machine")
    boolean yes;

    @Option(names = "--no-color", description = "plain text, as with the variable NO_COLOR")
    boolean plain;

    Conformance(Map<String, String> environment, Terminal terminal) {
        this.environment = environment;
        this.terminal = terminal;
    }

    public static void main(String... arguments) {
        System.exit(line(System.getenv(), Terminal.OWN).execute(arguments));
    }

    static CommandLine line(Map<String, String> environment, Terminal terminal) {
        CommandLine line = new CommandLine(new Conformance(environment, terminal));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Conformance::misused);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("serai conformance: " + (e instanceof NotRunException ? e.getMessage() : e));
            return NOT_RUN;
        });
        return line;
    }

    /** Tells the version of the jar. */
    static final class OfThisJar implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Conformance.class.getPackage().getImplementationVersion();
            return new String[] {"serai conformance " + (version == null ? "(not packed)" : version)};
        }
    }

    /** Reads {@code 500ms}, {@code 5s}, {@code 1m}. */
    static final class DurationText implements ITypeConverter<Duration> {
        private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,5})(ms|s|m)");

        @Override
        public Duration convert(String value) {
            Matcher text = TEXT.matcher(value);
            if (!text.matches()) {
                throw new CommandLine.TypeConversionException("'" + value + "' is no duration such as 500ms, 5s or 1m");
            }
            long count = Long.parseLong(text.group(1));
            return switch (text.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
        }
    }

    private static int misused(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("serai conformance: " + String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See serai conformance --help");
        err.flush();
        return NOT_RUN;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> unknown = Rules.unknown(only);
        if (!unknown.isEmpty()) {
            throw misuse("no rule is called " + String.join(", ", unknown) + "; --list names all");
        }
        if (list) {
            list();
            return OK;
        }
        if (junit != null && Files.notExists(junit.toAbsolutePath().resolveSibling("."))) {
            throw misuse("--junit: there is no directory for " + junit);
        }
        if (url == null) {
            throw misuse("the address of the receiver is missing, such as http://localhost:8080/webhooks/cmp");
        }
        return judge(url);
    }

    private int judge(String address) throws IOException, InterruptedException {
        List<SenderFamily> chosen = chosen(address);
        Secrets given = secrets(chosen);
        List<Session> sessions = new ArrayList<>();
        for (SenderFamily family : chosen) {
            sessions.add(new Session(family, target(address, family), Rules.of(family, only)));
        }
        Volume volume = Volume.of(sessions.stream().map(Session::rules).toList());
        Run run = Run.start(Clock.systemUTC());
        reach(sessions, volume);
        Traffic traffic = new Traffic(volume.requests(), volume.bytes(), volume.time());
        List<SuiteResult> results = new ArrayList<>();
        TextReport text = new TextReport(json ? new PrintWriter(Writer.nullWriter()) : out(), ansi());
        text.announce(run, volume);
        for (Session session : sessions) {
            text.begin(session.family(), session.target().shown());
            Receiver receiver = new Receiver(
                    session.family(),
                    session.target(),
                    given.of(session.family()),
                    timeout == null ? session.family().limit() : timeout,
                    traffic,
                    run);
            SuiteResult result = new Suite(receiver, traffic, text::judged)
                    .run(session.rules(), session.target().shown());
            text.ended(result);
            results.add(result);
        }
        text.end(results, traffic);
        int code = exitCode(results);
        if (json) {
            out().println(JsonReport.of(run, results, traffic, code));
        }
        if (junit != null) {
            JUnitReport.write(junit, results);
        }
        return code;
    }

    /** What is run for a family. */
    private record Session(SenderFamily family, Target target, List<Rule> rules) {}

    private List<SenderFamily> chosen(String address) {
        if (!families.isEmpty()) {
            return families.stream().distinct().sorted().toList();
        }
        return address.contains("{family}")
                ? List.of(SenderFamily.values())
                : SenderFamily.guessed(address.replaceFirst("^\\w+://[^/]*", ""));
    }

    private Target target(String address, SenderFamily family) {
        try {
            return Target.of(address, family);
        } catch (IllegalArgumentException e) {
            throw misuse("URL: " + (e.getCause() == null ? e.getMessage() : "it has a character that no address has"));
        }
    }

    private Secrets secrets(List<SenderFamily> chosen) throws IOException {
        Secrets given = new Secrets();
        try {
            secrets.forEach(value -> given.add(Secrets.Kind.SECRET, value, "--secret"));
            basics.forEach(value -> given.add(Secrets.Kind.BASIC, value, "--basic"));
            headers.forEach(value -> given.add(Secrets.Kind.HEADER, value, "--header"));
            List<String> unused = given.unused(chosen);
            if (!unused.isEmpty()) {
                throw misuse(unused.get(0));
            }
            if (secretFile != null) {
                if (!Files.isReadable(secretFile)) {
                    throw misuse("--secret-file: there is no file " + secretFile + " that can be read");
                }
                given.addFile(secretFile);
            }
            given.addEnvironment(environment);
            return given;
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    /** Asks if it is another machine, and looks whether anything listens. Nothing is sent. */
    private void reach(List<Session> sessions, Volume volume) {
        Target target = sessions.get(0).target();
        try {
            if (!target.isThisMachine() && !yes) {
                consent(target, volume);
            }
            WireConnection.connected(target, Duration.ofSeconds(1), new Traffic(0, 0, Duration.ZERO))
                    .close();
        } catch (UnknownHostException e) {
            throw new NotRunException("no host is called " + target.host() + "; correct the address");
        } catch (SSLException e) {
            throw new NotRunException("TLS with " + target.host() + ":" + target.port() + " fails, and so it would for"
                    + " Optimizely (" + e.getMessage() + "). For a certificate of your own set"
                    + " JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE. Nothing was sent");
        } catch (IOException e) {
            throw new NotRunException("nothing answers at " + target.host() + ":" + target.port() + " ("
                    + e.getMessage() + "); start the receiver, or correct the address. Nothing was sent");
        }
    }

    private void consent(Target target, Volume volume) throws UnknownHostException {
        String who = target.host() + " (" + target.addresses() + ")";
        String answer = terminal.ask(
                "This sends made-up events to " + who + ", which is not this machine: " + volume + ". Go on? [y/N] ");
        if (answer == null) {
            throw new NotRunException(
                    who + " is not this machine, and there is no terminal to ask at; say --yes to send"
                            + " made-up events to it: " + volume);
        }
        if (!answer.strip().matches("(?i)y|yes")) {
            throw new NotRunException("nothing was sent");
        }
    }

    /** One sentence for the user. */
    private static final class NotRunException extends RuntimeException {
        private NotRunException(String message) {
            super(message);
        }
    }

    private static int exitCode(List<SuiteResult> results) {
        if (results.stream().anyMatch(suite -> suite.broken(Severity.MUST) > 0)) {
            return BROKEN;
        }
        return results.stream().allMatch(SuiteResult::isJudged) ? OK : NOT_RUN;
    }

    private void list() {
        List<SenderFamily> all = families.isEmpty() ? List.of(SenderFamily.values()) : families;
        if (json) {
            out().println(JsonReport.list(all, only));
            return;
        }
        for (SenderFamily family : all) {
            out().println(family);
            for (Rule rule : Rules.of(family, only)) {
                out().println(String.format("  %-6s  %-40s  %s", rule.severity(), rule.id(), rule.title()));
                out().println(" ".repeat(52) + rule.source());
            }
        }
        out().flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private Ansi ansi() {
        return plain ? Ansi.OFF : Ansi.AUTO;
    }

    private ParameterException misuse(String what) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
    }
}
