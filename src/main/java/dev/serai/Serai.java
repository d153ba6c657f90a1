package dev.serai;

import ch.qos.logback.classic.LoggerContext;
import dev.serai.cli.SeraiCommand;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.console.Console;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.LeftBehind;
import dev.serai.operate.ManagementRoutes;
import dev.serai.operate.Version;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.Stage;
import dev.serai.salesforce.OrgSettings;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway. {@link #main} is what {@code target/serai.jar}, {@code exec:java@run} and {@code camel:run} start. */
public final class Serai implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Serai.class);
    /** How long a stop waits for a start that is under way; then it leaves it alone. */
    private static final long START_SECONDS = 30;

    final Wiring wiring;

    private Serai(Wiring wiring) {
        this.wiring = wiring;
    }

    public static void main(String[] args) {
        int status = SeraiCommand.execute(new Life()::run, System.getenv(), args);
        endLog();
        System.exit(status);
    }

    /** The one gateway of a process, which may be told to stop at any moment, also before it has started. */
    private static final class Life {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile @Nullable Serai serai;

        void run(Config config, boolean strict) throws Exception {
            // before anything is opened, or a signal in the middle of the start would be a crash
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "serai-stop"));
            LogSettings.early(config).use();
            try {
                serai = start(config, strict);
            } catch (Error e) {
                // the threads that do not end by themselves would keep the process without its message
                throw new IllegalStateException(String.valueOf(e.getMessage()), e);
            } finally {
                begun.countDown();
            }
            stopped.await();
        }

        private void stop() {
            try {
                if (begun.await(START_SECONDS, TimeUnit.SECONDS) && serai != null) {
                    serai.close();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopped.countDown();
            endLog();
        }
    }

    /** Writes what is still in the queue of the log. */
    private static void endLog() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    /**
     * Starts everything. The port opens as soon as a webhook can be decided and kept; the destinations are loaded behind
     * it, and what was received meanwhile waits for them in the journal.
     *
     * @param strict whether a problem in a route file stops the start
     * @throws ConfigException with every problem of the configuration
     * @throws IOException if the port is taken
     * @throws RuntimeException if the journal cannot be opened
     */
    public static Serai start(Config config, boolean strict) throws Exception {
        return start(config, Families.SHIPPED, strict);
    }

    /** The same with other families. */
    public static Serai start(Config config, Families families, boolean strict) throws Exception {
        Serai serai = new Serai(Wiring.of(config, families));
        try {
            serai.open(strict);
            return serai;
        } catch (Exception | Error e) {
            serai.close();
            throw e;
        }
    }

    private void open(boolean strict) throws Exception {
        log.info("serai version={} java={} {}", Version.SERAI, Version.JAVA, wiring.journal.introduction());
        ManagementRoutes.mustBeFree(wiring.management.host(), wiring.management.port());
        wiring.main.start();
        wiring.runtime.context.addRoutes(wiring.receiveRoutes);
        RouteSnapshot routes = RouteSnapshot.read(wiring.routes.directory());
        try (Stage stage = Stage.of(routes)) {
            wiring.runtime.files.loadRouters(routes, stage);
            if (strict) {
                // nothing is delivered before everything is seen to be right
                wiring.dispatchers.hold();
                loadDestinations(routes, stage);
                refuseProblems();
                wiring.dispatchers.go();
            }
            ManagementRoutes management = new ManagementRoutes(
                    wiring.management,
                    wiring.vertx,
                    wiring.watched(),
                    wiring.liveRoutes(),
                    wiring.liveDestinations(),
                    wiring.liveReceiver(),
                    wiring.reconciling,
                    wiring.pruning);
            management.serve(
                    wiring.runtime.context,
                    wiring.console.enabled()
                            ? new Console(wiring.vertx, management.api(), wiring.logins(), wiring.server::port)::serve
                            : router -> {});
            wiring.server.open();
            if (!strict) {
                loadDestinations(routes, stage);
            }
        }
        wiring.nameDestinations();
        wiring.lastReceived.readBefore(wiring.ledger);
        introduce();
        wiring.rerouting.start();
        wiring.secrets.start();
        wiring.reload.started(routes);
        wiring.reconciling.schedule();
        wiring.pruning.schedule();
        wiring.alarms.start();
        wiring.history.start();
        if (wiring.routes.watched()) {
            wiring.watch.start();
        }
    }

    private void loadDestinations(RouteSnapshot routes, Stage stage) throws IOException, SQLException {
        wiring.runtime.files.loadDestinations(routes, stage);
        wiring.runtime.files.nameUnworked(wiring.outbox, wiring.deliveries.waiting());
    }

    private void refuseProblems() {
        if (!wiring.runtime.problems.all().isEmpty()) {
            throw new IllegalStateException(wiring.runtime.problems.all().size()
                    + " problems in route files, and --strict; the log names them");
        }
    }

    /** Says what there is, and what is missing. */
    private void introduce() {
        wiring.warnings.forEach(warning -> log.warn("configuration {}", warning));
        for (Family family : wiring.families) {
            if (!family.sender().configured()) {
                log.error("receive family={} no secret is configured: everything gets 401", family.name());
            } else if (family.sender().isOpen()) {
                log.warn("receive family={} open to everybody", family.name());
            }
        }
        String leftBehind = LeftBehind.warning(JournalSettings.from(Config.shipped()), wiring.journalSettings);
        if (leftBehind != null) {
            log.warn("journal {}", leftBehind);
        }
        for (String key : wiring.inTheClear) {
            log.warn("{} has no sslmode: the connection may not be encrypted; add ?sslmode=verify-full", key);
        }
        for (OrgSettings org : wiring.orgs) {
            if (org.problem() != null) {
                log.warn("{} problem={} what goes there waits", org.name(), org.problem());
            }
        }
        if (!wiring.mail.unset().isEmpty()) {
            log.warn("mail unset={} what is mailed there waits", wiring.mail.unset());
        }
        log.info(
                "ready port={} families={} destinations={} problems={}",
                wiring.server.port(),
                wiring.families.stream().map(Family::name).toList(),
                wiring.outbox.working(),
                wiring.runtime.problems.all().size());
    }

    /** The port on which webhooks are received. */
    public int port() {
        return wiring.server.port();
    }

    /** Closes the port first, lets come to its end what is on its way, and gives everything back. */
    @Override
    public void close() {
        log.info("stopping");
        wiring.shutdown.close();
        log.info("stopped");
    }
}
