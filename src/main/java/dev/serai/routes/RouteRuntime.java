package dev.serai.routes;

import dev.serai.config.Config;
import dev.serai.database.Databases;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.dispatch.OnDemandDispatch;
import dev.serai.dispatch.Options;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.RoutingDecision;
import dev.serai.http.HttpAddressHeaders;
import dev.serai.http.SigningKeys;
import dev.serai.http.WebhookIds;
import dev.serai.mail.MailSettings;
import dev.serai.outbox.DestinationKeys;
import dev.serai.outbox.HeadersEndWithCall;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.Router;
import dev.serai.salesforce.OrgSettings;
import dev.serai.salesforce.PeopleRoutes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A Camel context with the words of Serai and the route files of a directory.
 *
 * <p>The gateway puts one into the context of its camel-main, which reads {@code camel.*}, opens the management port and binds
 * the journal's outbox. {@link #offline} makes one of its own in a plain context, since camel-main would open ports: without
 * journal, threads, ports or network, and with every call given to a {@link FarSide}. Several live side by side.
 */
public final class RouteRuntime implements AutoCloseable {
    public final CamelContext context;
    public final Problems problems = new Problems();
    public final Router router;
    public final RouteFiles files;
    private final Path directory;
    private final PlaceholdersOfFiles placeholders;
    private final Map<String, RouteSource> later = new HashMap<>();
    private @Nullable OnDemandDispatch dispatch;

    /**
     * Teaches a context the words that need no component.
     *
     * @param context not started yet
     * @param rule keeps files out
     * @param orgs whose components the context has
     */
    public RouteRuntime(
            CamelContext context,
            Config config,
            Path directory,
            RouteRule rule,
            DestinationKeys keys,
            List<OrgSettings> orgs,
            Clock clock) {
        this.context = context;
        this.directory = directory;
        placeholders =
                PlaceholdersOfFiles.in(context, config.with(Map.of(RouteSettings.DIRECTORY, directory.toString())));
        context.getComponent("direct", DirectComponent.class).setBlock(false);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        context.getCamelContextExtension().addInterceptStrategy(new HttpAddressHeaders());
        context.getCamelContextExtension().addInterceptStrategy(new WebhookIds());
        context.getCamelContextExtension().addInterceptStrategy(new SkipEmptyBatch());
        context.getCamelContextExtension().addInterceptStrategy(new HeadersEndWithCall());
        context.getCamelContextExtension().addInterceptStrategy(new FailedStepInterceptor());
        context.getCamelContextExtension().addInterceptStrategy(new RulePlaces());
        try {
            for (OrgSettings org : orgs) {
                context.addRoutes(new PeopleRoutes(org, clock));
            }
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        router = new Router(context);
        RouteRule values = new PlaceholderValues(config);
        files = new RouteFiles(
                directory,
                file -> Stream.concat(values.check(file), rule.check(file)),
                keys,
                problems,
                new CamelRoutes(context, keys, placeholders),
                router,
                clock);
    }

    /**
     * Builds and starts one on its own.
     *
     * @param directory of the route files
     * @param rule keeps files out
     * @param farSide answers the calls of destinations
     * @throws Exception if Camel does not start; what is wrong with a route file is one of the {@link #problems}
     */
    public static RouteRuntime offline(Path directory, Config config, RouteRule rule, FarSide farSide)
            throws Exception {
        return offline(directory, config, rule, farSide, (step, exchange) -> {}, source -> true);
    }

    /**
     * The same.
     *
     * @param steps is told of each step
     * @param meant which files are loaded; a destination that is not among them is loaded when it is first delivered to
     */
    public static RouteRuntime offline(
            Path directory,
            Config config,
            RouteRule rule,
            FarSide farSide,
            StepListener steps,
            Predicate<RouteSource> meant)
            throws Exception {
        DestinationKeys keys = new DestinationKeys(config);
        Duration bound = DispatchSettings.from(config, "offline").boundOfCalls();
        Connectors connectors = new Connectors(
                OrgSettings.all(config),
                Databases.unopened(config.names("database", "url")),
                MailSettings.from(config, bound),
                SigningKeys.STAND_IN,
                bound);
        OnDemandDispatch dispatch = new OnDemandDispatch();
        OutboxComponent outbox =
                new OutboxComponent(dispatch, Options.from(config), keys::override, connectors.errors());
        DefaultCamelContext context = new DefaultCamelContext();
        // no program reads it here, and starting it takes 0.1 s
        context.disableJMX();
        try {
            Clock clock = Clock.systemUTC();
            context.setSourceLocationEnabled(true);
            context.getShutdownStrategy().setTimeout(1);
            context.getRegistry().bind("outbox", outbox);
            connectors.offline(clock).forEach(context.getRegistry()::bind);
            context.getCamelContextExtension()
                    .addInterceptStrategy((within, step, target, next) -> tell(steps, step, target));
            context.getCamelContextExtension().registerEndpointCallback(new CapturedCalls(farSide));
            RouteRuntime runtime = new RouteRuntime(context, config, directory, rule, keys, connectors.orgs(), clock);
            context.start();
            runtime.dispatch = dispatch;
            runtime.load(meant, outbox);
            return runtime;
        } catch (Exception | Error e) {
            context.stop();
            throw e;
        }
    }

    private void load(Predicate<RouteSource> meant, OutboxComponent outbox) throws IOException {
        RouteSnapshot snapshot = RouteSnapshot.read(directory);
        Stage stage = Stage.inPlace(directory);
        files.name(snapshot);
        boolean all = true;
        for (RouteSource source : snapshot.sources().values()) {
            if (meant.test(source)) {
                files.load(source, stage);
            } else if (source.isDestination()) {
                later.put(source.stem(), source);
                all = false;
            }
        }
        if (all) {
            files.nameUnworked(outbox, Set.of());
        }
    }

    private static Processor tell(StepListener steps, NamedNode step, Processor target) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                steps.reached(step, exchange);
                return super.process(exchange, callback);
            }
        };
    }

    /** What is wrong with the route files, file by file. */
    public List<Finding> problems() {
        return problems.all();
    }

    /** What the router of its family decides about an event: where it goes, nowhere, or why nothing could be decided. */
    public RoutingDecision route(Event event) {
        return router.decide(event);
    }

    /**
     * Gives events to a destination as one batch, also if its file says autoStartup: false.
     *
     * @return what became of each event, by its id
     * @throws IllegalArgumentException if the destination has no route
     * @throws IllegalStateException if it is worked by the journal
     */
    public Map<UUID, Outcome> deliver(String destination, List<Event> events) throws Exception {
        if (dispatch == null) {
            throw new IllegalStateException("outbox:" + destination + " is worked by the journal");
        }
        RouteSource source = later.remove(destination);
        if (source != null) {
            files.load(source, Stage.inPlace(directory));
        }
        placeholders.whileLoading(directory, () -> context.getRouteController().startRoute(destination));
        if (!dispatch.working().contains(destination)) {
            files.nameUnworked(destination);
        }
        return dispatch.deliver(destination, events);
    }

    /** Stops the context; what the context was given, its owner closes. */
    @Override
    public void close() {
        context.stop();
    }
}
