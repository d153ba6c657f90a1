package dev.serai.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.check.Trial.Decided;
import dev.serai.check.Trial.Delivered;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.RoutingDecision;
import dev.serai.routes.Finding;
import dev.serai.routes.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of events by the routes of a directory.
 *
 * @param problems what keeps route files out
 */
public record TrialReport(List<Finding> problems, List<Decided> decided, List<Delivered> delivered) {

    /** Tries events; those of a destination are due together. */
    public static TrialReport of(Trial trial, List<Event> events) throws Exception {
        List<Decided> decided = events.stream().map(trial::route).toList();
        Map<String, List<Event>> due = new LinkedHashMap<>();
        for (Decided each : decided) {
            for (String destination : each.decision().destinations()) {
                due.computeIfAbsent(destination, name -> new ArrayList<>()).add(each.event());
            }
        }
        List<Delivered> delivered = new ArrayList<>();
        for (Map.Entry<String, List<Event>> each : due.entrySet()) {
            delivered.add(trial.deliver(each.getKey(), each.getValue()));
        }
        return new TrialReport(trial.problems(), decided, delivered);
    }

    /** Whether each event was decided and each delivery delivered. */
    public boolean isRight() {
        return decided.stream().allMatch(each -> each.decision().unrouted() == null)
                && delivered.stream().noneMatch(each -> each.outcomes().isEmpty())
                && delivered.stream()
                        .flatMap(each -> each.outcomes().values().stream())
                        .allMatch(Outcome.Delivered.class::isInstance);
    }

    /** The report as one JSON object. */
    public record Json(List<String> problems, List<TriedEvent> events, List<TriedDestination> destinations) {}

    /**
     * Where an event would go.
     *
     * @param unrouted why no router can decide
     * @param why the branch that leads to each destination, with its place
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TriedEvent(
            String id,
            String receivedAt,
            String family,
            String type,
            List<String> destinations,
            @Nullable String unrouted,
            List<String> why) {}

    /**
     * What a destination would send.
     *
     * @param unset why nothing is sent for now
     * @param outcomes one for each event
     */
    public record TriedDestination(
            String destination, List<String> unset, List<SentCall> calls, List<String> outcomes) {}

    /** As programs read it. */
    public Json json() {
        return new Json(
                problems.stream().map(Finding::toString).toList(),
                decided.stream().map(each -> event(each, each.why())).toList(),
                delivered.stream().map(TrialReport::destination).toList());
    }

    /** The same about the files of the user, after a trial in a stage. */
    public Json json(Stage stage) {
        Json json = json();
        return new Json(
                json.problems().stream().map(stage::shown).toList(),
                decided.stream()
                        .map(each -> event(
                                each, each.why().stream().map(stage::shown).toList()))
                        .toList(),
                json.destinations().stream()
                        .map(each -> new TriedDestination(
                                each.destination(),
                                each.unset(),
                                each.calls(),
                                each.outcomes().stream().map(stage::shown).toList()))
                        .toList());
    }

    private static TriedEvent event(Decided decided, List<String> why) {
        Event event = decided.event();
        RoutingDecision decision = decided.decision();
        return new TriedEvent(
                event.id().toString(),
                event.receivedAt().toString(),
                event.family(),
                event.type(),
                List.copyOf(decision.destinations()),
                decision.unrouted(),
                why);
    }

    private static TriedDestination destination(Delivered delivered) {
        return new TriedDestination(
                delivered.destination(),
                delivered.unset(),
                delivered.calls(),
                delivered.outcomes().values().stream().map(String::valueOf).toList());
    }
}
