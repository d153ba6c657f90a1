package dev.serai;

import dev.serai.Shutdown.Stage;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.UnknownKeys;
import dev.serai.database.SqlErrorClassifier;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.dispatch.Dispatchers;
import dev.serai.dispatch.Options;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.http.HttpErrorClassifier;
import dev.serai.journal.Committer;
import dev.serai.journal.Deliveries;
import dev.serai.journal.Destinations;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.Ledger;
import dev.serai.journal.Unrouted;
import dev.serai.mail.MailSettings;
import dev.serai.mail.SmtpComponent;
import dev.serai.mail.SmtpErrorClassifier;
import dev.serai.outbox.DestinationKeys;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.outbox.HeadersEndWithCall;
import dev.serai.outbox.OutboxComponent;
import dev.serai.outbox.OutcomeComponent;
import dev.serai.receive.Families;
import dev.serai.receive.Family;
import dev.serai.receive.OptimizelyComponent;
import dev.serai.receive.ReceiveRoutes;
import dev.serai.receive.ReceiveSettings;
import dev.serai.receive.Rerouting;
import dev.serai.receive.Router;
import dev.serai.receive.WebhookServer;
import dev.serai.salesforce.Org;
import dev.serai.salesforce.PeopleRoutes;
import dev.serai.salesforce.SalesforceErrorClassifier;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/** Every bean, made by hand in the order in which they need each other. */
final class Wiring {

    /** Names this process wherever several share a journal; new for each start. */
    final String process = UUID.randomUUID().toString();

    final Shutdown shutdown;
    final Clock clock = Clock.systemUTC();
    final Problems problems = new Problems();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Vertx vertx;
    final JournalSettings journalSettings;
    /** The keys of databases whose connections may not be encrypted. */
    final List<String> inTheClear;

    final Journal journal;
    final Committer committer;
    final ManagementSettings management;
    final List<Org> orgs;
    final Databases databases;
    final MailSettings mail;
    final Deliveries deliveries;
    final Dispatchers dispatchers;
    final OutboxComponent outbox;
    final Ledger ledger;
    final List<Family> families;
    final WebhookServer server;
    final Main main;
    final CamelContext context;
    final Router router;
    final RouteFiles routeFiles;
    final LastReceived lastReceived;
    final LedgerMetrics ledgerMetrics;
    final ReceiveRoutes receiveRoutes;
    final Unrouted unrouted;
    final Rerouting rerouting;
    final List<String> warnings;

    static Wiring of(Config config) {
        return of(config, Families.SHIPPED);
    }

    /**
     * Makes all of them, or leaves nothing behind.
     *
     * @throws ConfigException with every problem of the configuration
     * @throws RuntimeException if the journal cannot be opened
     */
    static Wiring of(Config config, Families families) {
        Shutdown shutdown = new Shutdown();
        try {
            return new Wiring(config, families, shutdown);
        } catch (RuntimeException | Error e) {
            shutdown.close();
            throw e;
        }
    }

    private Wiring(Config config, Families families, Shutdown shutdown) {
        this.shutdown = shutdown;
        Path routes = RouteSettings.from(config).directory();
        journalSettings = JournalSettings.from(config);
        DispatchSettings dispatch = DispatchSettings.from(config, process);
        Options defaults = Options.from(config);
        DestinationKeys keys = new DestinationKeys(config);
        keys.declare(keys.names());
        keys.declare(RouteFiles.destinations(routes));
        ReceiveSettings receiveSettings = ReceiveSettings.from(config);
        this.families = families.from(config);
        orgs = Org.all(config);
        List<DatabaseSettings> databaseSettings = DatabaseSettings.all(config, routes);
        mail = MailSettings.from(config, dispatch.boundOfCalls());
        management = ManagementSettings.from(config);
        new UnknownKeys(config, routes).complain();
        config.complain();
        warnings = config.warnings();

        main = camel(config.foreign(), management);
        databases = new Databases(databaseSettings, journalSettings);
        shutdown.at(Stage.DATABASES, databases::close);
        inTheClear = inTheClear(journalSettings, databaseSettings);
        metrics.config().meterFilter(new MetricHelp());
        journal = Journal.open(journalSettings);
        shutdown.at(Stage.JOURNAL, journal::close);
        ledger = new Ledger(journal, clock);
        deliveries = new Deliveries(journal);
        ErrorClassifiers errors = new ErrorClassifiers(List.of(
                new SalesforceErrorClassifier(),
                new HttpErrorClassifier(),
                new SqlErrorClassifier(),
                new SmtpErrorClassifier(mail.secrets())));
        dispatchers = new Dispatchers(
                deliveries, new Destinations(journal), dispatch, clock, new SplittableRandom(), metrics);
        shutdown.at(Stage.DESTINATIONS, dispatchers::endAll);
        outbox = new OutboxComponent(dispatchers, defaults, keys::over, errors);
        committer = new Committer(journal, process, journalSettings.commitTimeout(), dispatchers::wake, metrics);
        shutdown.at(Stage.COMMITTER, committer::close);
        vertx = Vertx.vertx();
        shutdown.at(
                Stage.VERTX,
                () -> vertx.close().toCompletionStage().toCompletableFuture().join());
        server = new WebhookServer(vertx, receiveSettings, this.families.size(), clock, metrics);
        shutdown.at(Stage.PORT, () -> server.close(journalSettings.commitTimeout()));

        main.bind("vertx", vertx);
        main.bind("metrics", metrics);
        main.bind("outbox", outbox);
        main.bind("outcome", new OutcomeComponent(errors));
        main.bind("optimizely", new OptimizelyComponent(this.families, server));
        databases.all().forEach(main::bind);
        for (Org org : orgs) {
            main.bind(org.name(), org.component(clock, metrics));
            main.configure().addRoutesBuilder(new PeopleRoutes(org, clock));
        }
        main.bind("mail", new SmtpComponent(mail, clock));
        for (String scheme : List.of("http", "https")) {
            main.bind(scheme, new BoundedHttpComponent(dispatch.boundOfCalls()));
        }
        shutdown.at(Stage.ROUTES, main::stop);
        main.init();
        context = main.getCamelContext();
        context.getPropertiesComponent().addPropertiesSource(new ConfigPlaceholders(config));
        context.getComponent("direct", DirectComponent.class).setBlock(false);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.getCamelContextExtension().addInterceptStrategy(new NothingToSend());
        context.getCamelContextExtension().addInterceptStrategy(new HeadersEndWithCall());
        context.getCamelContextExtension().addInterceptStrategy(new Steps());

        List<String> names = this.families.stream().map(Family::name).toList();
        router = new Router(context, problems::of);
        lastReceived = new LastReceived(names, clock, metrics);
        receiveRoutes = new ReceiveRoutes(this.families, router, lastReceived.over(committer::commit));
        ledgerMetrics = new LedgerMetrics(ledger, journal, names, metrics);
        shutdown.at(Stage.METRICS, ledgerMetrics::close);
        routeFiles = new RouteFiles(context, routes, keys, problems);
        unrouted = new Unrouted(journal, process);
        rerouting = new Rerouting(unrouted, router, dispatchers::wake);
        shutdown.at(Stage.REROUTING, rerouting::close);
    }

    private static Main camel(Map<String, String> itsOwn, ManagementSettings management) {
        Main main = new Main();
        // Its own shutdown hook would stop the routes while the port is still open; Serai stops in the right order
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        // Camel would read the file once more, and in its own way; it gets its keys, and asks Serai for the others
        main.setDefaultPropertyPlaceholderLocation("false");
        itsOwn.forEach(main::addInitialProperty);
        main.configure().withName("serai");
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setSourceLocationEnabled(true);
        // the destinations have ended by then; what hangs is not waited for again
        main.configure().setShutdownTimeout(1);
        main.configure()
                .httpManagementServer()
                .withEnabled(true)
                .withHost(management.host())
                .withPort(management.port())
                .withMetricsEnabled(true);
        // Camel's own notifiers triple the cost of a router; Serai counts for itself
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.enable-route-policy", "false");
        main.addInitialProperty("camel.metrics.enable-exchange-event-notifier", "false");
        main.addInitialProperty("camel.metrics.enable-route-event-notifier", "false");
        main.addInitialProperty("camel.metrics.binders", "jvm-memory,processor");
        return main;
    }

    private static List<String> inTheClear(JournalSettings journal, List<DatabaseSettings> databases) {
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("journal.url", journal.url());
        databases.forEach(each -> urls.put("database." + each.name() + ".url", each.url()));
        urls.values().removeIf(url -> !JdbcUrl.of(url).mayBeInTheClear());
        return List.copyOf(urls.keySet());
    }
}
