package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.RoutingDecision;
import dev.serai.receive.Family;
import dev.serai.routes.FarSide.Call;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteRuntime;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Shows what becomes of events by the routes of a directory, and exactly what would be sent. Nothing is sent or stored. Each
 * person that is looked up is assumed to be in Salesforce, once as a Contact and once as a Lead.
 */
public final class Trial implements AutoCloseable {
    private static final long HALF_MICRO = 500;

    /** As the journal gives them to a destination. */
    private static final Comparator<Event> DUE = Comparator.comparing(Event::receivedAt)
            .thenComparing(event -> event.id().toString());

    private final RouterWay way;
    private final CannedFarSide farSide;
    private final RouteRuntime routes;
    private final Masks masks;
    private final Unset unset;

    private Trial(RouterWay way, CannedFarSide farSide, RouteRuntime routes, Masks masks, Unset unset) {
        this.way = way;
        this.farSide = farSide;
        this.routes = routes;
        this.masks = masks;
        this.unset = unset;
    }

    /**
     * @param directory of the route files
     * @throws Exception if Camel does not start
     */
    public static Trial of(Path directory, Config config, List<Family> families) throws Exception {
        RouteRule rule = new Validator(families, Set.of())
                .except(RouteSettings.from(config).unchecked());
        return of(directory, config, families, rule);
    }

    /**
     * The same.
     *
     * @param rule keeps files out
     */
    public static Trial of(Path directory, Config config, List<Family> families, RouteRule rule) throws Exception {
        return of(directory, config, config.with(StandIns.of(config)), families, rule);
    }

    /** Of routers that run already, with the configuration as they have it. Nothing can be delivered. */
    public static Trial ofRouters(Path directory, Config config, List<Family> families) throws Exception {
        return of(directory, config, config, families, file -> Stream.empty());
    }

    private static Trial of(Path directory, Config config, Config complete, List<Family> families, RouteRule rule)
            throws Exception {
        RouterWay way = new RouterWay();
        CannedFarSide farSide = new CannedFarSide(address -> true, true);
        RouteRuntime routes =
                RouteRuntime.offline(directory, complete, rule, farSide, way, source -> !source.isDestination());
        routes.router.keepBack(families);
        return new Trial(way, farSide, routes, new Masks(config, directory), new Unset(config));
    }

    /**
     * What the router decides about an event.
     *
     * @param why the branch that leads to each destination, with its place
     * @param branches the conditions that were asked, in their order
     */
    public record Decided(Event event, RoutingDecision decision, List<String> why, List<Branch> branches) {
        /** The same about the files of the user, after a trial in a stage. */
        public Decided shown(Stage stage) {
            return new Decided(
                    event,
                    decision,
                    why.stream().map(stage::shown).toList(),
                    branches.stream()
                            .map(branch -> branch.at(stage.shown(branch.place())))
                            .toList());
        }
    }

    /**
     * What a destination makes of its events, if they are due together.
     *
     * @param unset why nothing is sent for now: keys that are not set, or that the destination is not enabled
     * @param calls each as text
     */
    public record Delivered(
            String destination, List<String> unset, List<SentCall> calls, Map<UUID, Outcome> outcomes) {}

    /** What keeps route files out. */
    public List<Finding> problems() {
        return routes.problems();
    }

    /** Asks the router of its family. */
    public Decided route(Event event) {
        way.begin();
        RoutingDecision decision = routes.route(event);
        return new Decided(event, decision, way.why(), way.branches());
    }

    /** Gives events to a destination; one that has no route, or is not enabled, makes no call. */
    public Delivered deliver(String destination, List<Event> events) throws Exception {
        farSide.begin();
        Map<UUID, Outcome> outcomes;
        try {
            outcomes = routes.deliver(
                    destination, events.stream().map(Trial::kept).sorted(DUE).toList());
        } catch (IllegalArgumentException e) {
            return new Delivered(
                    destination, List.of("it has no route that is loaded and enabled"), List.of(), Map.of());
        }
        List<Call> captured = List.copyOf(farSide.calls());
        List<SentCall> calls = captured.stream()
                .flatMap(call -> SentCall.of(call).stream())
                .map(call -> call.masked(masks))
                .toList();
        return new Delivered(destination, unset.of(captured), calls, outcomes);
    }

    /** An event as it comes back from the journal, which keeps times to the microsecond. */
    private static Event kept(Event event) {
        return new Event(
                event.id(),
                event.family(),
                event.type(),
                event.subject(),
                event.contact(),
                event.occurredAt() == null ? null : toMicros(event.occurredAt()),
                toMicros(event.receivedAt()),
                event.payload());
    }

    private static Instant toMicros(Instant time) {
        return time.plusNanos(HALF_MICRO).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        routes.close();
    }
}
