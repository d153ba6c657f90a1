package dev.serai;

import dev.serai.alarm.AlarmSettings;
import dev.serai.alarm.AlarmSource;
import dev.serai.alarm.Alarms;
import dev.serai.alarm.DeadDeliveries;
import dev.serai.alarm.LowDisk;
import dev.serai.alarm.SilentFamilies;
import dev.serai.alarm.SlowJournal;
import dev.serai.alarm.SuspendedDestinations;
import dev.serai.alarm.UnbalancedLedger;
import dev.serai.check.Rehearsal;
import dev.serai.check.StoredNames;
import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.console.login.ConsoleLogin;
import dev.serai.database.DatabaseSettings;
import dev.serai.database.Databases;
import dev.serai.dispatch.Dispatch;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.dispatch.Dispatchers;
import dev.serai.dispatch.Options;
import dev.serai.event.Event;
import dev.serai.http.SigningKeys;
import dev.serai.journal.ActivitySamples;
import dev.serai.journal.AlarmLookups;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.EventTraces;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.LeaseStore;
import dev.serai.journal.Ledger;
import dev.serai.journal.Operations;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.Prune;
import dev.serai.journal.Quarantine;
import dev.serai.journal.ReconcileRuns;
import dev.serai.journal.ReconciledEvents;
import dev.serai.journal.RouteVersions;
import dev.serai.journal.StoredEvents;
import dev.serai.journal.Unrouted;
import dev.serai.mail.MailSettings;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.ActivityHistory;
import dev.serai.operate.ConsoleSettings;
import dev.serai.operate.GatewaySettings;
import dev.serai.operate.Health;
import dev.serai.operate.Jobs;
import dev.serai.operate.LastReceived;
import dev.serai.operate.LedgerMetrics;
import dev.serai.operate.LiveDestinations;
import dev.serai.operate.LiveReceiver;
import dev.serai.operate.LiveRoutes;
import dev.serai.operate.ManagementSettings;
import dev.serai.operate.MetricHelp;
import dev.serai.operate.PruneJobs;
import dev.serai.operate.ReconcileJobs;
import dev.serai.operate.Shutdown;
import dev.serai.operate.Shutdown.Stage;
import dev.serai.operate.TriedRoutes;
import dev.serai.operate.Version;
import dev.serai.operate.Watched;
import dev.serai.operate.alarm.LowBudgets;
import dev.serai.operate.alarm.MissingReconciled;
import dev.serai.operate.alarm.RefusedReloads;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.outbox.DestinationKeys;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.Family;
import dev.serai.receive.OptimizelyComponent;
import dev.serai.receive.QuarantineOffer;
import dev.serai.receive.ReceiveRoutes;
import dev.serai.receive.ReceiveRoutes.Keep;
import dev.serai.receive.ReceiveSettings;
import dev.serai.receive.Rerouter;
import dev.serai.receive.SecretFiles;
import dev.serai.receive.WebhookServer;
import dev.serai.reconcile.Reconcile;
import dev.serai.reconcile.ReconcileSettings;
import dev.serai.reconcile.ReconcileState;
import dev.serai.reload.Reroute;
import dev.serai.reload.RouteReload;
import dev.serai.reload.RouteWatch;
import dev.serai.routes.Connectors;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteRuntime;
import dev.serai.routes.RouteSettings;
import dev.serai.salesforce.OrgSettings;
import dev.serai.tracing.Tracing;
import dev.serai.tracing.TracingSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Every bean, made by hand in the order in which they need each other. */
final class Wiring {

    /** Names this process wherever several share a journal; new for each start. */
    final String process = UUID.randomUUID().toString();

    final Shutdown shutdown;
    final Clock clock = Clock.systemUTC();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Vertx vertx;
    final RouteSettings routes;
    final JournalSettings journalSettings;
    /** The keys of databases whose connections may not be encrypted. */
    final List<String> inTheClear;

    final Journal journal;
    final GroupCommitter committer;
    final ManagementSettings management;
    final ConsoleSettings console;
    final OptimizelyApis apis;
    final ReconcileJobs reconciling;
    final PruneJobs pruning;
    final List<OrgSettings> orgs;
    final Databases databases;
    final MailSettings mail;
    final DeliveryQueue deliveries;
    final Dispatchers dispatchers;
    /** Null if it is off. */
    private final @Nullable Tracing tracing;

    final OutboxComponent outbox;
    final Ledger ledger;
    /** Those that have a sender. */
    final List<Family> families;

    final SecretFiles secrets;
    final WebhookServer server;
    final Main main;
    final RouteRuntime runtime;
    final LastReceived lastReceived;
    final LedgerMetrics ledgerMetrics;
    final ActivityHistory history;
    final ReceiveRoutes receiveRoutes;
    final Unrouted unrouted;
    final Rerouter rerouting;
    final StoredEvents events;
    final RouteVersions versions;
    final RouteReload reload;
    final RouteWatch watch;
    final TriedRoutes tried;
    final Alarms alarms;
    final List<String> warnings;

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
        GatewaySettings settings = GatewaySettings.from(config, families, process);
        config.complain();
        routes = settings.routes();
        Path directory = routes.directory();
        journalSettings = settings.journal();
        DispatchSettings dispatch = settings.dispatch();
        Options defaults = settings.destinationDefaults();
        DestinationKeys keys = settings.destinationKeys();
        ReceiveSettings receiveSettings = settings.receive();
        // with the family of the alarms, which has a router and no sender
        List<Family> routed = settings.families();
        this.families = routed.stream().filter(Family::isReceived).toList();
        secrets = new SecretFiles(this.families);
        shutdown.at(Stage.SECRETS, secrets::close);
        orgs = settings.orgs();
        List<DatabaseSettings> databaseSettings = settings.databases();
        mail = settings.mail();
        management = settings.management();
        console = settings.console();
        apis = settings.apis();
        ReconcileSettings reconcileSettings = settings.reconcile();
        warnings = config.warnings();

        main = camel(config.foreign(), management);
        databases = new Databases(databaseSettings, journalSettings);
        shutdown.at(Stage.DATABASES, databases::close);
        Connectors connectors = new Connectors(
                orgs, databases.all(), mail, SigningKeys.of(settings.signing()), dispatch.boundOfCalls());
        inTheClear = inTheClear(journalSettings, databaseSettings);
        metrics.config().meterFilter(new MetricHelp());
        metrics.config().meterFilter(SlowJournal.counting(settings.alarms().journalSlow()));
        journal = Journal.open(journalSettings);
        shutdown.at(Stage.JOURNAL, journal::close);
        ledger = new Ledger(journal, clock);
        deliveries = new DeliveryQueue(journal);
        dispatchers =
                new Dispatchers(deliveries, new LeaseStore(journal), dispatch, clock, new SplittableRandom(), metrics);
        shutdown.at(Stage.DESTINATIONS, dispatchers::endAll);
        tracing = tracing(settings.tracing());
        Dispatch followed = tracing == null ? dispatchers : tracing.over(dispatchers, new EventTraces(journal));
        outbox = new OutboxComponent(followed, defaults, keys::override, connectors.errors());
        committer = new GroupCommitter(journal, process, journalSettings.commitTimeout(), dispatchers::wake, metrics);
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
        main.bind("optimizely", new OptimizelyComponent(this.families, server));
        connectors.beans(clock, metrics).forEach(main::bind);
        shutdown.at(Stage.ROUTES, main::stop);
        main.init();
        if (tracing != null) {
            tracing.follow(main.getCamelContext());
            server.follow(tracing.requests());
            outbox.follow(tracing::traceparent);
        }
        List<String> names = this.families.stream().map(Family::name).toList();
        events = new StoredEvents(journal, process);
        RouteRule rule = new Validator(routed, storedNames()).except(routes.unchecked());
        runtime = new RouteRuntime(main.getCamelContext(), config, directory, rule, keys, orgs, clock);
        runtime.router.keepBack(routed);

        lastReceived = new LastReceived(names, clock, metrics);
        Keep keep = lastReceived.over(committer::commit);
        receiveRoutes = new ReceiveRoutes(this.families, runtime.router, tracing == null ? keep : tracing.over(keep));
        ledgerMetrics = new LedgerMetrics(
                ledger, journal, routed.stream().map(Family::name).toList(), metrics);
        shutdown.at(Stage.METRICS, ledgerMetrics::close);
        history = new ActivityHistory(new ActivitySamples(journal, process), metrics, server.times(), clock);
        shutdown.at(Stage.HISTORY, history::close);
        unrouted = new Unrouted(journal, process);
        rerouting = new Rerouter(unrouted, runtime.router, dispatchers::wake);
        shutdown.at(Stage.REROUTING, rerouting::close);
        Jobs jobs = new Jobs(clock);
        reconciling = reconciling(reconcileSettings, jobs);
        pruning = new PruneJobs(new Prune(journal, process, clock), settings.retention(), jobs, clock);
        shutdown.at(Stage.JOBS, () -> {
            pruning.close();
            reconciling.close();
        });
        versions = new RouteVersions(journal, process);
        reload = new RouteReload(
                directory,
                runtime,
                (stage, changed) -> Rehearsal.of(stage, changed, config, routed, storedNames()),
                dispatchers,
                versions,
                events,
                this::routesChanged,
                clock);
        watch = new RouteWatch(directory, reload);
        tried = new TriedRoutes(runtime.files, config, routed, this::storedNames);
        shutdown.at(Stage.RELOAD, watch::close);
        AlarmLookups lookups = new AlarmLookups(journal);
        alarms = new Alarms(
                settings.alarms(), alarmSources(settings.alarms(), lookups), lookups, runtime.router, committer, clock);
        shutdown.at(Stage.ALARMS, alarms::close);
        ledgerMetrics.ofHealth(new Health(watched()));
    }

    private @Nullable Tracing tracing(TracingSettings settings) {
        if (!settings.enabled()) {
            return null;
        }
        Tracing started = Tracing.start(settings, Version.SERAI);
        shutdown.at(Stage.TRACES, started::close);
        return started;
    }

    private List<AlarmSource> alarmSources(AlarmSettings settings, AlarmLookups lookups) {
        Instant started = clock.instant();
        List<AlarmSource> sources = new ArrayList<>(List.of(
                new SuspendedDestinations(lookups, settings.suspendedAfter()),
                new DeadDeliveries(lookups, dispatchers, metrics, settings.group()),
                new SilentFamilies(settings.expectWithin(), lastReceived, lookups, started),
                new SlowJournal(metrics, settings.journalSlow()),
                new LowDisk(
                        List.of(journal.directory().toPath(), Path.of(System.getProperty("java.io.tmpdir"))),
                        settings.diskFree(),
                        settings.diskFreeShare()),
                new RefusedReloads(reload),
                new MissingReconciled(reconciling.state()),
                new LowBudgets(orgs, metrics)));
        settings.verifyLedger().ifPresent(every -> sources.add(new UnbalancedLedger(ledger, every, started)));
        return sources;
    }

    private ReconcileJobs reconciling(ReconcileSettings settings, Jobs jobs) {
        Family campaign = families.stream()
                .filter(family -> family.name().equals("campaign"))
                .findFirst()
                .orElseThrow();
        Reconcile.Parts parts = new Reconcile.Parts(
                campaign, runtime.router, new ReconciledEvents(journal, process), dispatchers::wake, clock);
        Reconcile reconcile =
                new Reconcile(settings, apis, parts, new ReconcileRuns(journal), new ReconcileState(clock, metrics));
        return new ReconcileJobs(reconcile, jobs, clock);
    }

    /** What the events are called that came last; nothing if the journal does not answer. */
    private Set<String> storedNames() {
        List<Event> last = new ArrayList<>();
        try {
            for (Family family : families) {
                last.addAll(events.last(family.name(), StoredEvents.LAST));
            }
        } catch (SQLException e) {
            LoggerFactory.getLogger(Wiring.class).debug("journal outcome=no-names error={}", Journal.describe(e));
        }
        return StoredNames.of(last);
    }

    /** Names the destinations that no route works, and looks whether unrouted events can be decided now. */
    private void routesChanged() throws IOException, SQLException {
        nameDestinations();
        rerouting.again();
    }

    /** Names the destinations that no route works, and counts those that one works. */
    synchronized void nameDestinations() throws IOException, SQLException {
        runtime.files.nameUnworked(outbox, deliveries.waiting());
        runtime.files.suspendUnworked(dispatchers);
        ledgerMetrics.ofDestinations(outbox.working());
        ledgerMetrics.ofDestinations(outbox.named());
    }

    /** What the management API shows and changes. */
    LiveRoutes liveRoutes() {
        return new LiveRoutes(
                runtime.files,
                runtime.router,
                reload,
                versions,
                events,
                new Reroute(events, runtime.router, dispatchers::wake),
                tried);
    }

    /** What the logins of the console need. */
    ConsoleLogin.Parts logins() {
        return new ConsoleLogin.Parts(
                console,
                management.isLoopback(),
                new AccessTokens(management.tokenFile()),
                new OperationsAudit(journal, clock),
                clock);
    }

    /** The destinations that the management API shows and changes. */
    LiveDestinations liveDestinations() {
        return new LiveDestinations(
                new Operations(journal, clock),
                new OperationsAudit(journal, clock),
                dispatchers,
                this::nameDestinations);
    }

    /** What the management API shows of requests, and offers again. */
    LiveReceiver liveReceiver() {
        Quarantine quarantine = new Quarantine(journal, process, clock);
        return new LiveReceiver(
                server.refused(),
                quarantine,
                new QuarantineOffer(quarantine, families, runtime.router, dispatchers::wake, metrics));
    }

    /** What health and the management pages read. */
    Watched watched() {
        return new Watched(
                families,
                runtime.problems,
                outbox,
                journal,
                committer,
                ledger,
                unrouted,
                reconciling.state(),
                shutdown,
                metrics,
                history,
                clock);
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
