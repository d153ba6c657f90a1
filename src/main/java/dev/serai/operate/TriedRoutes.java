package dev.serai.operate;

import dev.serai.check.EventCase;
import dev.serai.check.Trial;
import dev.serai.check.Trial.Decided;
import dev.serai.check.TrialReport;
import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.Family;
import dev.serai.routes.RouteFiles;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The routes that run in the gateway, tried beside it: in a Camel context of their own, by copies of their files. Nothing is sent or stored.
 */
public final class TriedRoutes {
    private final RouteFiles files;
    private final Config config;
    private final List<Family> families;
    private final KnownNames names;
    private final Path directory;
    private final Trials trials = new Trials();

    /** Knows what events are called beside what the vendors document. */
    @FunctionalInterface
    public interface KnownNames {
        /** Types and fields of stored events. */
        Set<String> stored();
    }

    /** @param families that have a router */
    public TriedRoutes(RouteFiles files, Config config, List<Family> families, KnownNames names) {
        this.files = files;
        this.config = config;
        this.families = families;
        this.names = names;
        this.directory = RouteSettings.from(config).directory();
    }

    /** @throws ProblemException 400 if there is no such family */
    Family family(String name) throws ProblemException {
        return families.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        400,
                        "no family is called " + name + "; there are "
                                + families.stream().map(Family::name).collect(Collectors.joining(", "))));
    }

    /**
     * What becomes of events.
     *
     * @param other the text of each file that is laid over those that run, by its name in the directory
     */
    TrialReport.Json tried(List<Event> events, Map<String, String> other) throws Exception {
        LaidOver routes = LaidOver.of(directory, files.running(), other);
        return trials.run(() -> {
            Config own = config.with(Map.of());
            try (Stage stage = Stage.of(routes.snapshot());
                    Trial trial = Trial.of(stage.directory(), own, families, rule(stage, own, routes.changed()))) {
                return TrialReport.of(trial, events).json(stage);
            }
        });
    }

    /** What runs has been checked when it was loaded. */
    private RouteRule rule(Stage stage, Config own, Set<String> changed) {
        if (changed.isEmpty()) {
            return file -> Stream.empty();
        }
        RouteRule rule = new Validator(families, names.stored())
                .except(RouteSettings.from(own).unchecked());
        Set<Path> paths = changed.stream()
                .map(name -> stage.directory().resolve(name + ".camel.yaml"))
                .collect(Collectors.toSet());
        return file -> paths.contains(file.path()) ? rule.check(file) : Stream.empty();
    }

    /** The way of an event through the routers that run. */
    Decided way(Event event) throws Exception {
        LaidOver routes = LaidOver.of(directory, files.running(), Map.of());
        return trials.run(() -> {
            try (Stage stage = Stage.of(routes.snapshot());
                    Trial trial = Trial.ofRouters(stage.directory(), config.with(Map.of()), families)) {
                return trial.route(event).shown(stage);
            }
        });
    }

    /** A case of what the routers that run decide about an event. */
    EventCase caseOf(Event event) throws Exception {
        Family family = family(event.family());
        LaidOver routes = LaidOver.of(directory, files.running(), Map.of());
        return trials.run(() -> {
            try (Stage stage = Stage.of(routes.snapshot())) {
                return EventCase.of(event, family, stage.directory(), config.with(Map.of()), families);
            } catch (EventCase.RefusedException e) {
                throw new ProblemException(409, String.valueOf(e.getMessage()));
            }
        });
    }
}
