package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.check.Branch;
import dev.serai.check.EventCase;
import dev.serai.check.Payloads;
import dev.serai.check.Trial.Decided;
import dev.serai.check.TrialReport;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.EventSearch;
import dev.serai.journal.EventSearch.Story;
import dev.serai.journal.RouteVersions;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/try}, and what the routes that run say of a stored event: why it goes where it goes, and a case of it. */
final class TrialApi {
    /** Of a payload that is tried. */
    private static final int MAX_EVENTS = 1_000;

    private static final int RUNS = 500;

    private final ManagementApi api;
    private final LiveRoutes live;
    private final EventSearch search;
    private final Clock clock;
    private final boolean filesOfOperators;

    /**
     * Why an event goes where it goes, by the router that runs now.
     *
     * @param version of that router; null if none runs
     * @param unrouted why it cannot decide
     * @param why the branch that leads to each destination
     * @param note how that may differ from what was decided
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Why(
            String id,
            String family,
            String type,
            boolean test,
            @Nullable String version,
            List<String> destinations,
            @Nullable String unrouted,
            List<Branch> branches,
            List<String> why,
            @Nullable String note) {}

    /** @param filesOfOperators whether every operator may lay route files over those that run */
    TrialApi(ManagementApi api, LiveRoutes live, EventSearch search, Clock clock, boolean filesOfOperators) {
        this.api = api;
        this.filesOfOperators = filesOfOperators;
        this.live = live;
        this.search = search;
        this.clock = clock;
    }

    void serve() {
        api.post("/try", call -> tried(call.asked(), call.caller()));
        api.get("/events/{id}/why", call -> why(call.path("id")));
        api.get("/events/{id}/case", call -> caseOf(call.path("id"), call.caller()));
    }

    /** A route file may run any code, so that who may send one has the rights of the gateway. */
    private TrialReport.Json tried(OperationsRequest asked, Caller who) throws Exception {
        Map<String, String> files = asked.textsByName("files");
        if (!files.isEmpty() && !filesOfOperators && !who.isLocal()) {
            throw new ProblemException(
                    403,
                    "a route file may run any code in the gateway, so that only a caller on its machine may try one; try the"
                            + " payload without files, or set management.try-files=operator");
        }
        Family family = live.tried().family(asked.whole("family"));
        Transmission arrival =
                Transmission.of(clock.instant().truncatedTo(ChronoUnit.MILLIS), asked.textsByName("headers"));
        return live.tried().tried(events(family, asked.whole("payload"), arrival), files);
    }

    private static List<Event> events(Family family, String payload, Transmission arrival) throws ProblemException {
        try {
            // bounds what a payload takes in memory, as it is bounded when it is received
            Json.payload("{\"root\":" + payload + "}");
            List<Event> events = Payloads.events(family, payload, arrival);
            if (events.isEmpty() || events.size() > MAX_EVENTS) {
                throw new ProblemException(
                        400, "the payload has " + events.size() + " events; it may have 1 to " + MAX_EVENTS);
            }
            return events;
        } catch (JsonProcessingException e) {
            throw new ProblemException(400, "the payload is no JSON, or too large: " + Json.reason(e));
        } catch (NotAnEventException e) {
            throw new ProblemException(400, "the payload is no event of " + family.name() + ": " + e.getMessage());
        }
    }

    private Why why(String id) throws Exception {
        Story story = EventsApi.story(search, id);
        Event event = withPayload(story);
        RoutingDecision now = live.router().explain(event);
        Decided way = live.tried().way(event);
        return new Why(
                event.id().toString(),
                event.family(),
                event.type(),
                live.router().isTest(event),
                now.version(),
                List.copyOf(now.destinations()),
                now.unrouted(),
                way.branches(),
                way.why(),
                note(story, now));
    }

    private EventCase caseOf(String id, Caller who) throws Exception {
        if (!who.role().mayDoAs(Role.OPERATOR)) {
            throw new ProblemException(403, "the role " + who.role() + " does not see payloads");
        }
        return live.tried().caseOf(withPayload(EventsApi.story(search, id)));
    }

    private static Event withPayload(Story story) throws ProblemException {
        String gone = story.payloadGone();
        if (gone != null) {
            throw new ProblemException(404, "the payload of this event is " + gone);
        }
        return story.event();
    }

    private @Nullable String note(Story story, RoutingDecision now) throws Exception {
        if (live.router().isTest(story.event())) {
            return "the event was made to test the way; no router is asked about it";
        }
        Set<String> deciders = deciders(story);
        deciders.remove(String.valueOf(now.version()));
        if (!deciders.isEmpty()) {
            return "the router of that time decided, " + String.join(", ", deciders)
                    + "; this is what the router does that runs now. serai versions --show VERSION prints a version";
        }
        Set<String> then = story.deliveries().stream()
                .map(each -> each.target().destination())
                .collect(Collectors.toCollection(TreeSet::new));
        return now.unrouted() != null || then.equals(now.destinations())
                ? null
                : "the event went to " + words(then) + "; the router that runs now says " + words(now.destinations());
    }

    private static String words(Set<String> destinations) {
        return destinations.isEmpty() ? "nowhere" : String.join(", ", destinations);
    }

    /** The versions of the router that decided; without a delivery, the one that ran when the event came. */
    private Set<String> deciders(Story story) throws Exception {
        Set<String> deciders = new TreeSet<>();
        for (EventSearch.Told each : story.deliveries()) {
            if (each.routerVersion() != null) {
                deciders.add(each.routerVersion());
            }
        }
        if (story.deliveries().isEmpty()) {
            for (RouteVersions.Run run : live.versions().runs(story.event().family(), null, RUNS)) {
                if (!run.since().isAfter(story.event().receivedAt())) {
                    if (run.hash() != null) {
                        deciders.add(run.hash());
                    }
                    break;
                }
            }
        }
        return deciders;
    }
}
