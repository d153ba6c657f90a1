package dev.serai;

import dev.serai.Shutdown.Stage;
import dev.serai.dispatch.Dispatchers;
import dev.serai.dispatch.Options;
import dev.serai.dispatch.RetrySchedule;
import dev.serai.journal.Committer;
import dev.serai.journal.Deliveries;
import dev.serai.journal.Destinations;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.Journal;
import dev.serai.journal.Ledger;
import dev.serai.journal.Unrouted;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.CampaignFamily;
import dev.serai.receive.CmpFamily;
import dev.serai.receive.Family;
import dev.serai.receive.GraphFamily;
import dev.serai.receive.OptimizelyComponent;
import dev.serai.receive.ReceiveRoutes;
import dev.serai.receive.Rerouting;
import dev.serai.receive.Sender;
import dev.serai.receive.WebhookServer;
import dev.serai.salesforce.Org;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** Every bean, made by hand in the order in which they need each other. */
final class Wiring {

    /** Names this process wherever several share a journal; new for each start. */
    final String process = UUID.randomUUID().toString();

    final Shutdown shutdown;
    final Clock clock = Clock.systemUTC();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Vertx vertx;
    final String journalUrl;
    /** The keys of databases whose connections may not be encrypted. */
    final List<String> inTheClear;

    final Journal journal;
    final Committer committer;
    final Duration patience;
    final String managementHost;
    final int managementPort;
    final List<String> managementHosts;
    final List<Org> orgs;
    final Databases databases;
    final dev.serai.mail.Settings mail;
    final Deliveries deliveries;
    final Dispatchers dispatchers;
    final OutboxComponent outbox;
    final Ledger ledger;
    final List<Family> families;
    final WebhookServer server;
    final Main main;
    final RouteRuntime runtime;
    final LastReceived lastReceived;
    final LedgerMetrics ledgerMetrics;
    final ReceiveRoutes receiveRoutes;
    final Unrouted unrouted;
    final Rerouting rerouting;
    final List<String> warnings;

    /**
     * Makes all of them, or leaves nothing behind.
     *
     * @throws Configuration.Unusable with every problem of the configuration
     * @throws RuntimeException if the journal cannot be opened
     */
    static Wiring of(Configuration configuration) {
        Shutdown shutdown = new Shutdown();
        try {
            return new Wiring(configuration, shutdown);
        } catch (RuntimeException | Error e) {
            shutdown.close();
            throw e;
        }
    }

    private Wiring(Configuration configuration, Shutdown shutdown) {
        this.shutdown = shutdown;
        Path routes = Path.of(configuration.text("routes.directory", "routes"));
        Journal.Settings journalSettings = journalSettings(configuration);
        DestinationKeys keys = new DestinationKeys(configuration, configuration.duration("outbox.max-linger", "1h"));
        keys.declare(keys.names());
        keys.declare(RouteFiles.destinations(routes));
        Dispatchers.Settings dispatch = dispatchSettings(configuration);
        Options defaults = defaults(configuration);
        dev.serai.receive.Settings receiveSettings = receiveSettings(configuration);
        families = List.of(
                new CampaignFamily(campaignSender(configuration)),
                new CmpFamily(cmpSender(configuration), configuration.duration("cmp.repeat-window", "0s")),
                new GraphFamily(graphSender(configuration)));
        orgs = Orgs.all(configuration);
        databases = new Databases(configuration, routes, journalSettings);
        shutdown.at(Stage.DATABASES, databases::close);
        mail = MailKeys.settings(configuration, dispatch.callTimeout());
        managementHost = configuration.text("management.host", "127.0.0.1");
        managementPort = configuration.number("management.port", 9876, 0, 65_535);
        managementHosts = configuration.list("management.allowed-hosts", "");
        Connectors connectors = new Connectors(orgs, databases.all(), mail, dispatch.callTimeout());
        main = camel(configuration, managementHost, managementPort);
        new UnknownKeys(configuration, routes).complain();
        configuration.complain();
        warnings = configuration.warnings();

        journalUrl = journalSettings.url();
        inTheClear = inTheClear(configuration);
        metrics.config().meterFilter(new MetricHelp());
        journal = Journal.open(journalSettings);
        shutdown.at(Stage.JOURNAL, journal::close);
        ledger = new Ledger(journal, clock);
        deliveries = new Deliveries(journal);
        patience = journalSettings.commitTimeout();
        dispatchers = new Dispatchers(
                deliveries, new Destinations(journal), dispatch, clock, new SplittableRandom(), metrics);
        shutdown.at(Stage.DESTINATIONS, dispatchers::endAll);
        outbox = new OutboxComponent(dispatchers, defaults, keys::over, connectors.errors());
        committer = new Committer(journal, process, journalSettings.commitTimeout(), dispatchers::wake, metrics);
        shutdown.at(Stage.COMMITTER, committer::close);
        vertx = Vertx.vertx();
        shutdown.at(
                Stage.VERTX,
                () -> vertx.close().toCompletionStage().toCompletableFuture().join());
        server = new WebhookServer(vertx, receiveSettings, families.size(), clock, metrics);
        shutdown.at(Stage.PORT, () -> server.close(patience));

        main.bind("vertx", vertx);
        main.bind("metrics", metrics);
        main.bind("outbox", outbox);
        main.bind("optimizely", new OptimizelyComponent(families, server));
        connectors.beans(clock, metrics).forEach(main::bind);
        shutdown.at(Stage.ROUTES, main::stop);
        main.init();
        runtime = new RouteRuntime(main.getCamelContext(), configuration, routes, keys, orgs, clock);

        List<String> names = families.stream().map(Family::name).toList();
        lastReceived = new LastReceived(names, clock, metrics);
        receiveRoutes = new ReceiveRoutes(families, runtime.router, lastReceived.over(committer::commit));
        ledgerMetrics = new LedgerMetrics(ledger, journal, names, metrics);
        shutdown.at(Stage.METRICS, ledgerMetrics::close);
        unrouted = new Unrouted(journal, process);
        rerouting = new Rerouting(unrouted, runtime.router, dispatchers::wake);
        shutdown.at(Stage.REROUTING, rerouting::close);
    }

    private static Main camel(Configuration configuration, String managementHost, int managementPort) {
        Main main = new Main();
        // Its own shutdown hook would stop the routes while the port is still open; Serai stops in the right order
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        // Camel would read the file once more, and in its own way; it gets its keys, and asks Serai for the others
        main.setDefaultPropertyPlaceholderLocation("false");
        configuration.keys().stream()
                .filter(key -> key.startsWith("camel."))
                .forEach(key -> main.addInitialProperty(key, configuration.text(key, "")));
        main.configure().withName("serai");
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setSourceLocationEnabled(true);
        // the destinations have ended by then; what hangs is not waited for again
        main.configure().setShutdownTimeout(1);
        main.configure()
                .httpManagementServer()
                .withEnabled(true)
                .withHost(managementHost)
                .withPort(managementPort)
                .withMetricsEnabled(true);
        // Camel's own notifiers triple the cost of a router; Serai counts for itself
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.enable-route-policy", "false");
        main.addInitialProperty("camel.metrics.enable-exchange-event-notifier", "false");
        main.addInitialProperty("camel.metrics.enable-route-event-notifier", "false");
        main.addInitialProperty("camel.metrics.binders", "jvm-memory,processor");
        return main;
    }

    private static Journal.Settings journalSettings(Configuration configuration) {
        String url = configuration.text("journal.url", "jdbc:h2:file:./data/serai");
        try {
            JdbcUrl.of(url);
        } catch (IllegalArgumentException e) {
            configuration.problem("journal.url", String.valueOf(e.getMessage()));
        }
        return new Journal.Settings(
                url,
                configuration.text("journal.user", "sa"),
                configuration.text("journal.password", ""),
                configuration.duration("journal.commit-timeout", "5s"),
                configuration.number("journal.connections", 8, 2, 1_000));
    }

    private static List<String> inTheClear(Configuration configuration) {
        List<String> keys = new ArrayList<>(List.of("journal.url"));
        configuration.names("database", "url").forEach(name -> keys.add("database." + name + ".url"));
        keys.removeIf(key -> {
            String url = configuration.getProperty(key);
            return url == null || !JdbcUrl.of(url).mayBeInTheClear();
        });
        return keys;
    }

    private Dispatchers.Settings dispatchSettings(Configuration configuration) {
        return new Dispatchers.Settings(
                process,
                configuration.duration("outbox.lease", "15s"),
                configuration.duration("outbox.poll", "1s"),
                configuration.duration("outbox.call-timeout", "10m"),
                configuration.duration("outbox.shutdown-timeout", "15s"));
    }

    private static Options defaults(Configuration configuration) {
        RetrySchedule retries = new RetrySchedule(
                configuration.durations("outbox.retry-delays", "5s,30s,2m,10m,30m,1h"),
                configuration.duration("outbox.give-up-after", "3d"));
        return new Options(true, 200, Duration.ZERO, 1, Duration.ZERO, null, retries);
    }

    private static dev.serai.receive.Settings receiveSettings(Configuration configuration) {
        return new dev.serai.receive.Settings(
                configuration.text("receive.host", "0.0.0.0"),
                configuration.number("receive.port", 8080, 0, 65_535),
                configuration.bytes("receive.max-body", "4MB"),
                configuration.bytes("receive.max-in-flight", "64MB"),
                configuration.number("receive.max-connections", 4_000, 1, 1_000_000),
                configuration.number("receive.max-connections-per-address", 3_000, 1, 1_000_000),
                configuration.duration("receive.idle-timeout", "75s"),
                configuration.duration("receive.body-timeout", "20s"),
                rates(configuration));
    }

    private static Map<String, dev.serai.receive.Settings.Rate> rates(Configuration configuration) {
        Map<String, dev.serai.receive.Settings.Rate> rates = new TreeMap<>();
        for (String family : List.of("campaign", "cmp", "graph")) {
            String key = family + ".rate-limit";
            if (configuration.isGiven(key)) {
                Options.Rate rate = configuration.rate(key, "1/s");
                rates.put(family, new dev.serai.receive.Settings.Rate(rate.batches(), rate.time()));
            }
        }
        return rates;
    }

    private static Sender campaignSender(Configuration configuration) {
        return sender(configuration, "campaign")
                .orBasic(configuration.secrets("campaign.basic", true))
                .orHeader(
                        configuration.text("campaign.header", "X-Serai-Token"),
                        configuration.secrets("campaign.secrets", false));
    }

    private static Sender cmpSender(Configuration configuration) {
        return sender(configuration, "cmp").orHeader("Callback-Secret", configuration.secrets("cmp.secrets", false));
    }

    private static Sender graphSender(Configuration configuration) {
        return sender(configuration, "graph")
                .orHeader(
                        configuration.text("graph.header", "X-Serai-Token"),
                        configuration.secrets("graph.secrets", false));
    }

    private static Sender sender(Configuration configuration, String family) {
        String who = configuration.choice(family + ".sender", "secret", List.of("secret", "open"));
        return (who.equals("open") ? Sender.open() : Sender.closed())
                .orPath(configuration.secrets(family + ".path-secrets", false));
    }
}
