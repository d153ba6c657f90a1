package dev.serai.sandbox;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.serai.Serai;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.simulator.salesforce.SourceException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The README's first command: the gateway on this machine alone, with a journal of its own and the repository's own
 * {@code routes/}; every sample sent to it; and what arrived where. Or the far sides alone, for a gateway in another
 * process.
 */
public final class Sandbox implements AutoCloseable {
    private static final String HELP = """
            Starts the gateway for this machine alone, sends it every sample, and shows what arrived where.

              mvn test-compile exec:java                            stays up until Ctrl-C
              mvn test-compile exec:java -Dexec.args=--once         ends by itself: 0 if all is well, else 1
              mvn test-compile exec:java -Dexec.args=--postgres     on a real PostgreSQL instead of H2
              mvn test-compile exec:java "-Dexec.args=--once --postgres"
              mvn test-compile exec:java -Dexec.args=--keep         goes on with the events of the last --keep
              mvn test-compile exec:java -Dexec.args=--samples      sends the samples alone, and registers nothing
              mvn test-compile exec:java -Dexec.args=--far-sides    no gateway: what it delivers to, for one of your own

            Beside the gateway it starts an Optimizely and a Salesforce that are simulators, and a mailbox for every mail.
            Nothing leaves this machine. A destination waits one second for its batch to fill, and not 30 s or 5 min.

            --keep[=DIR]  The journal and the tables of the archive stay in DIR, by default data/sandbox/kept. The next
                          start with --keep goes on with them: stop, edit a route, start, and find the same events. It
                          sends the samples again; those with an id of their own are duplicates then. Salesforce and the
                          mailbox begin empty. Delete DIR to begin anew. Without --keep each start is fresh.
            --far-sides   Starts Optimizely, Salesforce and the mailbox alone, with --postgres also a PostgreSQL for the archive;
                          prints the configuration with which bin/serai reaches them; Ctrl-C shows what arrived.

            The custom objects and fields of Salesforce are those of salesforce/, an SFDX project: a field that you add
            there is there from the next start. SANDBOX_SALESFORCE_SOURCE names another project.

            Ports, by environment: RECEIVE_PORT (8080), MANAGEMENT_PORT (9876), SANDBOX_SALESFORCE_PORT (8089),
            SANDBOX_SMTP_PORT (3025), SANDBOX_MAILBOX_PORT (8025), SANDBOX_POSTGRES_PORT (5433), SANDBOX_CAMPAIGN_PORT
            (8091), SANDBOX_GRAPH_PORT (8092), SANDBOX_CMP_PORT (8093).
            SERAI_LOG_LEVEL=DEBUG shows all there is to see.
            """;

    private final PrintStream out = System.out;
    private final Config configuration;
    private final Line line;
    /** The far sides, if there is no gateway beside them. */
    private volatile @Nullable FarSides alone;

    private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();

    /** The options, which the help explains. */
    private static final class Line {
        @Option(names = "--help", usageHelp = true)
        private boolean help;

        @Option(names = "--once")
        private boolean once;

        @Option(names = "--postgres")
        private boolean postgres;

        /** The directory, empty for the one by default; null: nothing is kept. */
        @Option(names = "--keep", arity = "0..1", fallbackValue = "", paramLabel = "DIR")
        private @Nullable String keep;

        @Option(names = "--samples")
        private boolean samples;

        @Option(names = "--far-sides")
        private boolean farSides;

        /** @return null if nothing is kept */
        private @Nullable Path kept() {
            return keep == null ? null : keep.isEmpty() ? SandboxJournal.KEPT : Path.of(keep);
        }
    }

    /** It cannot be started; the message is one line for the user. */
    static final class NotStarted extends Exception {
        private static final long serialVersionUID = 1L;

        NotStarted(String message) {
            super(message);
        }
    }

    private Sandbox(Config configuration, Line line) {
        this.configuration = configuration;
        this.line = line;
    }

    public static void main(String[] args) throws Exception {
        Line line = new Line();
        try {
            CommandLine command = new CommandLine(line);
            command.parseArgs(args);
            if (line.farSides && (line.once || line.samples || line.keep != null)) {
                throw new ParameterException(
                        command, "--far-sides starts no gateway, so there is nothing for --once, --samples or --keep");
            }
        } catch (ParameterException e) {
            System.err.println("sandbox: " + e.getMessage() + "; see --help");
            System.exit(2);
        }
        if (line.help) {
            System.out.print(HELP);
            return;
        }
        int status = run(line);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(Line line) throws Exception {
        Path file = Path.of(System.getenv().getOrDefault("SERAI_CONFIG", "config/application.properties"));
        try (Sandbox sandbox = new Sandbox(Config.load(file, System.getenv()), line)) {
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::interrupted, "sandbox-stop"));
            if (line.farSides) {
                sandbox.farSidesAlone();
                return 0;
            }
            boolean well = sandbox.show();
            if (line.once) {
                return well ? 0 : 1;
            }
            sandbox.stay();
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> System.err.println("sandbox: " + problem));
            return 2;
        } catch (SourceException e) {
            e.problems().forEach(problem -> System.err.println("sandbox: " + problem));
            return 1;
        } catch (NotStarted | IOException e) {
            System.err.println("sandbox: not started: " + e.getMessage());
            return 1;
        }
    }

    /** @return whether every sample was accepted as new and delivered, and the ledger balances */
    private boolean show() throws Exception {
        Path kept = line.kept();
        out.println("Serai's sandbox: a gateway for this machine alone"
                + (kept == null ? ", fresh at each start" : ", which keeps its journal in " + kept));
        SandboxPorts ports = SandboxPorts.of(configuration);
        SandboxPorts.mustBeFree(ports.gateway());
        SandboxPorts.mustBeFree(ports.farSides());
        log(Level.WARN);
        SandboxJournal journal = journal(ports, kept);
        if (journal.fromBefore()) {
            out.println("Going on with the events of an earlier start. The counts of events and deliveries include"
                    + " them; Salesforce and the mailbox begin empty");
        }
        Senders senders = new Senders(configuration);
        out.println("Starting simulators of Optimizely and Salesforce, a mailbox and the gateway");
        FarSides farSides = farSides(ports);
        Addresses addresses = ports.addresses(journal.look());
        Optimizely optimizely = optimizely(ports, addresses);
        Map<String, String> settings = new SandboxSettings(configuration, senders).of(journal, farSides, optimizely);
        running.push(Serai.start(configuration.with(settings), false));

        out.println("Sending the samples of " + SamplePayloads.DIRECTORY + " to " + addresses.webhooks() + "\n");
        Sending.Sent sent = new Sending(addresses.webhooks(), senders, out, journal.fromBefore())
                .send(SamplePayloads.before(Instant.now()));
        if (sent.known() > 0) {
            out.println("\n  = is a sample that an earlier start has sent, too: Serai recognises it");
        }
        List<String> problems =
                line.samples ? List.of() : new Life(out, optimizely, new Commands(out, settings)).live();
        out.println("\nWaiting for the destinations; each lingers for " + SandboxSettings.LINGER
                + " here, so that it is a batch");
        GatewayPages pages = new GatewayPages(addresses.verify(), journal.url(), journal.user());
        return new Report(out, pages, farSides, addresses, senders).print(sent, problems, !line.once);
    }

    private void farSidesAlone() throws Exception {
        out.println("Serai's sandbox: the far sides alone, for a gateway in another process");
        SandboxPorts ports = SandboxPorts.of(configuration);
        SandboxPorts.mustBeFree(ports.farSides());
        Postgres postgres = line.postgres ? postgres(ports.postgres(), null) : null;
        FarSides farSides = farSides(ports);
        alone = farSides;
        SandboxSettings settings = new SandboxSettings(configuration, new Senders(configuration));
        Addresses addresses = ports.addresses("");
        Optimizely optimizely = optimizely(ports, addresses);
        new FarSidesAlone(out, settings, farSides, optimizely, addresses, postgres).print();
        new CountDownLatch(1).await();
    }

    private FarSides farSides(SandboxPorts ports) throws IOException {
        String source = configuration.placeholder("sandbox.salesforce-source");
        FarSides farSides = new FarSides(
                ports.salesforce().number(),
                source == null ? SalesforceSimulator.SOURCE : Path.of(source),
                ports.smtp().number(),
                ports.mailbox().number());
        running.push(farSides);
        return farSides;
    }

    private Optimizely optimizely(SandboxPorts ports, Addresses addresses) throws IOException {
        Path file = Path.of("data", "sandbox", "webhooks-" + ports.receive().number() + ".yaml");
        Optimizely optimizely = new Optimizely(ports, URI.create(addresses.webhooks()), file);
        running.push(optimizely);
        return optimizely;
    }

    private SandboxJournal journal(SandboxPorts ports, @Nullable Path kept) throws NotStarted, IOException {
        if (kept != null && Files.exists(kept) && !Files.isDirectory(kept)) {
            throw new NotStarted("--keep wants a directory, and " + kept + " is a file");
        }
        if (line.postgres) {
            return SandboxJournal.postgres(postgres(ports.postgres(), kept));
        }
        return kept == null ? SandboxJournal.freshH2(ports.receive()) : SandboxJournal.keptH2(kept);
    }

    /** @param kept where its data stays; null: nowhere */
    private Postgres postgres(Port port, @Nullable Path kept) throws NotStarted {
        port.mustBeFree();
        out.println("Unpacking and starting PostgreSQL on port " + port.number());
        Postgres server = kept == null
                ? Postgres.start(port.number())
                : Postgres.start(port.number(), kept.resolve("postgres").toAbsolutePath());
        running.push(server);
        return server;
    }

    /** One line per receipt would drown the report; errors and warnings stay. Whoever sets a level gets that level. */
    private static void log(Level level) {
        if (System.getenv("SERAI_LOG_LEVEL") == null) {
            loggers().getLogger("serai").setLevel(level);
            loggers().getLogger("dev.serai").setLevel(level);
        }
    }

    private static LoggerContext loggers() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private void stay() throws InterruptedException {
        out.println("\nThe gateway stays up; a line appears for each request and delivery. Ctrl-C ends it.\n");
        log(Level.INFO);
        new CountDownLatch(1).await();
    }

    /** Ctrl-C reaches PostgreSQL at the same moment: the gateway has nobody left to hand its leases back to. */
    private void interrupted() {
        // Maven has closed the class path when all has come to its end: nothing may be loaded then
        if (running.isEmpty()) {
            return;
        }
        FarSides shown = alone;
        if (shown != null) {
            shown.print(out);
        }
        out.println("\nStopping");
        log(Level.WARN);
        if (line.postgres) {
            loggers().stop();
        } else {
            close();
        }
    }

    @Override
    public synchronized void close() {
        AutoCloseable last = running.poll();
        while (last != null) {
            try {
                last.close();
            } catch (Exception e) {
                System.err.println("sandbox: " + e);
            }
            last = running.poll();
        }
        loggers().stop();
    }
}
