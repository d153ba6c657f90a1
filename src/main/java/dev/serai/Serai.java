package dev.serai;

import ch.qos.logback.classic.LoggerContext;
import dev.serai.receive.Family;
import dev.serai.salesforce.Org;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway. {@link #main} is what {@code target/serai.jar}, {@code exec:java@run} and {@code camel:run} start. */
public final class Serai implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Serai.class);
    private static final String HELP = """
            Serai receives Optimizely webhooks, keeps them, and delivers them as routes/ says.

              --strict   with a problem in any route file: name them all, receive nothing, end with status 1
              --help     this text

            It reads config/application.properties, or the file that SERAI_CONFIG names; each key can be
            overridden by the environment variable of the same name in capitals with underscores.
            """;

    private final Wiring wiring;

    private Serai(Wiring wiring) {
        this.wiring = wiring;
    }

    public static void main(String[] args) throws Exception {
        List<String> options = List.of(args);
        if (options.contains("--help")) {
            System.out.print(HELP);
            return;
        }
        for (String option : options) {
            if (!option.equals("--strict")) {
                System.err.println("serai: unknown option " + option + "; see --help");
                System.exit(2);
            }
        }
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Path file = Path.of(System.getenv().getOrDefault("SERAI_CONFIG", "config/application.properties"));
            Serai serai = start(Configuration.load(file, System.getenv()), options.contains("--strict"));
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                serai.close();
                                stopped.countDown();
                                endLog();
                            },
                            "serai-stop"));
        } catch (Configuration.Unusable e) {
            e.problems().forEach(problem -> System.err.println("serai: " + problem));
            System.exit(2);
        } catch (Exception e) {
            log.debug("not started", e);
            endLog();
            System.err.println("serai: not started: " + reason(e));
            System.exit(1);
        }
        stopped.await();
    }

    /** Writes what is still in the queue of the log. */
    private static void endLog() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure == root ? reason : reason + " (" + root + ")";
    }

    /**
     * Starts everything. The port opens as soon as a webhook can be decided and kept; the destinations are loaded behind
     * it, and what was received meanwhile waits for them in the journal.
     *
     * @param strict whether a problem in a route file stops the start
     * @throws Configuration.Unusable with every problem of the configuration
     * @throws IOException if the port is taken
     * @throws RuntimeException if the journal cannot be opened
     */
    public static Serai start(Configuration configuration, boolean strict) throws Exception {
        Serai serai = new Serai(new Wiring(configuration));
        try {
            serai.open(strict);
            return serai;
        } catch (Exception e) {
            serai.close();
            throw e;
        }
    }

    private void open(boolean strict) throws Exception {
        wiring.main.start();
        wiring.context.addRoutes(wiring.receiveRoutes);
        wiring.routeFiles.loadRouters();
        if (strict) {
            loadDestinations();
            refuseProblems();
        }
        new Management(wiring).serve();
        wiring.server.open();
        if (!strict) {
            loadDestinations();
        }
        introduce();
        wiring.rerouting.start();
    }

    private void loadDestinations() throws IOException, SQLException {
        wiring.routeFiles.loadDestinations();
        wiring.routeFiles.nameTheUnworked(wiring.outbox, wiring.deliveries.waiting());
    }

    private void refuseProblems() {
        if (!wiring.problems.all().isEmpty()) {
            throw new IllegalStateException(wiring.problems.all().size() + " problems in route files, and --strict");
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
        for (Org org : wiring.orgs) {
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
                wiring.problems.all().size());
    }

    /** The port on which webhooks are received. */
    public int port() {
        return wiring.server.port();
    }

    /** One of the steps of stopping. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** Closes the port first, lets come to its end what is on its way, and gives everything back. */
    @Override
    public void close() {
        log.info("stopping");
        end("port", () -> wiring.server.close(wiring.patience));
        end("rerouting", wiring.rerouting::close);
        end("destinations", wiring.outbox::endAll);
        end("routes", wiring.main::stop);
        end("committer", wiring.committer::close);
        end("databases", wiring.databases::close);
        end("journal", wiring.journal::close);
        end("vertx", () -> wiring.vertx
                .close()
                .toCompletionStage()
                .toCompletableFuture()
                .join());
        log.info("stopped");
    }

    /** A step that fails, even by an interruption, does not keep the others from being taken. */
    private static void end(String name, Step step) {
        try {
            step.run();
        } catch (Exception | Error e) {
            log.error("stopping step={} outcome=failed error={}", name, e.toString());
        }
    }
}
