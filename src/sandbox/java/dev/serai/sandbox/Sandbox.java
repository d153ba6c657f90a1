package dev.serai.sandbox;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.serai.Serai;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The README's first command: the gateway on this machine alone, with a fresh journal and the repository's own
 * {@code routes/}; every sample sent to it; and what arrived where.
 */
public final class Sandbox implements AutoCloseable {
    private static final String HELP = """
            Starts the gateway for this machine alone, sends it every sample, and shows what arrived where.

              mvn test-compile exec:java                            stays up until Ctrl-C
              mvn test-compile exec:java -Dexec.args=--once         ends by itself: 0 if all is well, else 1
              mvn test-compile exec:java -Dexec.args=--postgres     on a real PostgreSQL instead of H2
              mvn test-compile exec:java "-Dexec.args=--once --postgres"

            Beside the gateway it starts a Salesforce that is a simulator, and a mailbox for every mail. Nothing leaves this
            machine. A destination waits one second for its batch to fill, and not 30 s or 5 min.

            Each start is fresh. Ports, by environment: RECEIVE_PORT (8080), MANAGEMENT_PORT (9876),
            SANDBOX_SALESFORCE_PORT (8089), SANDBOX_SMTP_PORT (3025), SANDBOX_MAILBOX_PORT (8025),
            SANDBOX_POSTGRES_PORT (5433). SERAI_LOG_LEVEL=DEBUG shows all there is to see.
            """;
    private static final String LINGER = "1s";

    private final PrintStream out = System.out;
    private final Config configuration;
    private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();

    /** The options, which the help explains. */
    private static final class Line {
        @Option(names = "--help", usageHelp = true)
        private boolean help;

        @Option(names = "--once")
        private boolean once;

        @Option(names = "--postgres")
        private boolean postgres;
    }

    /** It cannot be started; the message is one line for the user. */
    static final class NotStarted extends Exception {
        private static final long serialVersionUID = 1L;

        NotStarted(String message) {
            super(message);
        }
    }

    /** Where the journal and the archive of this start are. */
    private record Database(String url, String user, String look) {}

    private Sandbox(Config configuration) {
        this.configuration = configuration;
    }

    public static void main(String[] args) throws Exception {
        Line line = new Line();
        try {
            new CommandLine(line).parseArgs(args);
        } catch (ParameterException e) {
            System.err.println("sandbox: " + e.getMessage() + "; see --help");
            System.exit(2);
        }
        if (line.help) {
            System.out.print(HELP);
            return;
        }
        int status = run(line.once, line.postgres);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(boolean once, boolean postgres) throws Exception {
        System.out.println("Serai's sandbox: a gateway for this machine alone, fresh at each start");
        Path file = Path.of(System.getenv().getOrDefault("SERAI_CONFIG", "config/application.properties"));
        try (Sandbox sandbox = new Sandbox(Config.load(file, System.getenv()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> sandbox.interrupted(postgres), "sandbox-stop"));
            boolean well = sandbox.show(postgres, !once);
            if (once) {
                return well ? 0 : 1;
            }
            sandbox.stay();
            return 0;
        } catch (ConfigException e) {
            e.problems().forEach(problem -> System.err.println("sandbox: " + problem));
            return 2;
        } catch (NotStarted | IOException e) {
            System.err.println("sandbox: not started: " + e.getMessage());
            return 1;
        }
    }

    /** @return whether every sample was accepted as new and delivered, and the ledger balances */
    private boolean show(boolean postgres, boolean stays) throws Exception {
        Port receive = Port.of(configuration, "receive.port", 8080);
        Port management = Port.of(configuration, "management.port", 9876);
        Port database = Port.of(configuration, "sandbox.postgres-port", 5433);
        Port salesforce = Port.of(configuration, "sandbox.salesforce-port", 8089);
        Port smtp = Port.of(configuration, "sandbox.smtp-port", 3025);
        Port mailbox = Port.of(configuration, "sandbox.mailbox-port", 8025);
        for (Port port : List.of(receive, management, salesforce, smtp, mailbox)) {
            port.mustBeFree();
        }
        if (postgres) {
            database.mustBeFree();
        }
        log(Level.WARN);
        Database fresh = postgres ? postgres(database) : h2(receive);
        out.println("Starting a Salesforce simulator, a mailbox and the gateway");
        Senders senders = new Senders(configuration);
        FarSides farSides = new FarSides(salesforce.number(), smtp.number(), mailbox.number());
        running.push(farSides);
        running.push(Serai.start(
                configuration.with(settings(fresh, senders)).with(farSides.settings(smtp.number())), false));

        Addresses addresses = new Addresses(
                receive.number(), management.number(), salesforce.number(), mailbox.number(), fresh.look());
        out.println("Sending the samples of " + SamplePayloads.DIRECTORY + " to " + addresses.webhooks() + "\n");
        List<String> refused =
                new Sending(addresses.webhooks(), senders, out).send(SamplePayloads.before(Instant.now()));
        out.println("\nWaiting for the destinations; each lingers for " + LINGER + " here, so that it is a batch");
        Report report = new Report(
                out, new GatewayPages(addresses.verify(), fresh.url(), fresh.user()), farSides, addresses, senders);
        return report.print(refused, stays);
    }

    private Database h2(Port port) throws IOException {
        Path file = Path.of("data", "sandbox", Integer.toString(port.number()));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(Path.of(file + ".mv.db"));
        Files.deleteIfExists(Path.of(file + ".trace.db"));
        String url = "jdbc:h2:file:" + file.toAbsolutePath() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        return new Database(
                url, "sa", url + "\n           (user sa, once Serai has ended: until then it has the file alone)");
    }

    private Database postgres(Port port) {
        out.println("Unpacking and starting PostgreSQL on port " + port.number());
        Postgres server = Postgres.start(port.number());
        running.push(server);
        String url = server.newDatabase("serai");
        return new Database(url, "postgres", url + "?user=postgres");
    }

    private Map<String, String> settings(Database database, Senders senders) {
        Map<String, String> settings = new TreeMap<>(senders.settings());
        for (String name : configuration.names("database", "url")) {
            settings.put("database." + name + ".url", "");
            settings.put("database." + name + ".create-tables", "true");
        }
        for (String name : configuration.names("mail", "to")) {
            settings.put("mail." + name + ".to", name + "@example.com");
        }
        settings.putAll(Map.of(
                "journal.url",
                database.url(),
                "journal.user",
                database.user(),
                "journal.password",
                "",
                "outbox.max-linger",
                LINGER,
                "receive.host",
                "127.0.0.1",
                "management.host",
                "127.0.0.1"));
        return settings;
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
    private void interrupted(boolean postgres) {
        // Maven has closed the class path when all has come to its end: nothing may be loaded then
        if (running.isEmpty()) {
            return;
        }
        out.println("\nStopping");
        log(Level.WARN);
        if (postgres) {
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
