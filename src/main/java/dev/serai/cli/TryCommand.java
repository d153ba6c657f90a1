package dev.serai.cli;

import dev.serai.check.Payloads;
import dev.serai.check.Trial;
import dev.serai.check.Trial.Decided;
import dev.serai.check.Trial.Delivered;
import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai try}: what becomes of a payload, and exactly what would be sent. */
@Command(
        name = "try",
        description = {
            "Shows which way the events of a payload go and why, and exactly what each destination would send.",
            "Nothing is sent or stored. Each person that is looked up is assumed to be a Contact and a Lead.",
            "--json has every byte and every header; without it JSON is laid out to be read."
        },
        mixinStandardHelpOptions = true)
final class TryCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Parameters(paramLabel = "FILE", description = PayloadFile.DESCRIPTION)
    String file = "";

    @Option(names = "--family", paramLabel = "NAME", description = PayloadFile.FAMILY)
    @Nullable
    String family;

    @Option(names = "--routes", paramLabel = "DIR", description = "the route files; else routes.directory")
    @Nullable
    Path routes;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        PayloadFile payload = PayloadFile.read(command, file);
        Config config = Objects.requireNonNull(serai).config();
        Path directory = routes == null ? RouteSettings.from(config).directory() : routes;
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(command.commandLine(), "there is no directory " + directory);
        }
        List<Family> families = Families.SHIPPED.from(config);
        Family of = payload.family(command, families, family);
        List<Event> events;
        try {
            events = Payloads.events(of, payload.json(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        } catch (NotAnEventException e) {
            throw new ParameterException(
                    command.commandLine(), payload.name() + " is no event of " + of.name() + ": " + e.getMessage());
        }
        PrintWriter out = command.commandLine().getOut();
        try (Trial trial = Trial.of(directory, config, families)) {
            List<Decided> decided = events.stream().map(trial::route).toList();
            List<Delivered> delivered = delivered(trial, decided);
            if (json) {
                out.println(Json.write(json(trial.problems(), decided, delivered)));
            } else {
                new TryText(out).print(trial.problems(), decided, delivered);
            }
            out.flush();
            boolean right = decided.stream().allMatch(each -> each.decision().unrouted() == null)
                    && delivered.stream().noneMatch(each -> each.outcomes().isEmpty())
                    && delivered.stream()
                            .flatMap(each -> each.outcomes().values().stream())
                            .allMatch(Outcome.Delivered.class::isInstance);
            return right ? ExitStatus.OK : ExitStatus.FINDING;
        }
    }

    private static List<Delivered> delivered(Trial trial, List<Decided> decided) throws Exception {
        Map<String, List<Event>> events = new LinkedHashMap<>();
        for (Decided each : decided) {
            for (String destination : each.decision().destinations()) {
                events.computeIfAbsent(destination, name -> new ArrayList<>()).add(each.event());
            }
        }
        List<Delivered> delivered = new ArrayList<>();
        for (Map.Entry<String, List<Event>> each : events.entrySet()) {
            delivered.add(trial.deliver(each.getKey(), each.getValue()));
        }
        return delivered;
    }

    private static Map<String, Object> json(List<Finding> problems, List<Decided> decided, List<Delivered> delivered) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("problems", problems.stream().map(Finding::toString).toList());
        json.put(
                "events",
                decided.stream()
                        .map(each -> {
                            Map<String, @Nullable Object> event = new LinkedHashMap<>();
                            event.put("id", each.event().id().toString());
                            event.put("receivedAt", each.event().receivedAt().toString());
                            event.put("family", each.event().family());
                            event.put("type", each.event().type());
                            event.put("destinations", each.decision().destinations());
                            event.put("unrouted", each.decision().unrouted());
                            event.put("why", each.why());
                            return event;
                        })
                        .toList());
        json.put(
                "destinations",
                delivered.stream()
                        .map(each -> Map.of(
                                "destination", each.destination(),
                                "unset", each.unset(),
                                "calls", each.calls(),
                                "outcomes",
                                        each.outcomes().values().stream()
                                                .map(String::valueOf)
                                                .toList()))
                        .toList());
        return json;
    }
}
