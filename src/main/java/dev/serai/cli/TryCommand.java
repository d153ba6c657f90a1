package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.check.Payloads;
import dev.serai.check.TextDiff;
import dev.serai.check.Trial;
import dev.serai.check.TrialReport;
import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import dev.serai.routes.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @ArgGroup(multiplicity = "1")
    @Nullable
    Given given;

    /** What is tried. */
    static final class Given {
        @Parameters(paramLabel = "FILE", description = PayloadFile.DESCRIPTION)
        @Nullable
        String file;

        @Option(names = "--event", paramLabel = "ID", description = "an event that the running gateway has stored")
        @Nullable
        String event;
    }

    @Mixin
    final ManagementClient.At at = new ManagementClient.At();

    @Option(names = "--family", paramLabel = "NAME", description = PayloadFile.FAMILY)
    @Nullable
    String family;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = PayloadFile.HEADER)
    Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--routes", paramLabel = "DIR", description = "the route files; else routes.directory")
    @Nullable
    Path routes;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Option(
            names = "--diff",
            description = {
                "shows how that differs from what the running gateway would send by the routes it runs;",
                "ends with 1 if anything differs"
            })
    boolean diff;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        Config config = Objects.requireNonNull(serai).config();
        Path directory = routes == null ? RouteSettings.from(config).directory() : routes;
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(command.commandLine(), "there is no directory " + directory);
        }
        if (diff && json) {
            throw new ParameterException(command.commandLine(), "--diff is text; say it without --json");
        }
        List<Family> families = Families.SHIPPED.from(config);
        List<Event> events = events(command, config, families);
        PrintWriter out = command.commandLine().getOut();
        TrialReport result = result(directory, config, families, events);
        if (diff) {
            List<String> lines = differences(directory, config, families, events, result);
            out.println(
                    lines.isEmpty() ? "Nothing differs from what runs." : String.join(System.lineSeparator(), lines));
            out.flush();
            return lines.isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
        }
        if (json) {
            out.println(Json.write(result.json()));
        } else {
            new TryText(out).print(result);
        }
        out.flush();
        return result.isRight() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private List<Event> events(CommandSpec command, Config config, List<Family> families) throws Exception {
        Given of = Objects.requireNonNull(given);
        if (of.event != null && !headers.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--header is for a FILE; what the headers of a stored event said is known");
        }
        if (of.event != null) {
            return List.of(
                    stored(command, at.client(config).get("/events/" + ManagementClient.encoded(of.event)), families));
        }
        PayloadFile payload = PayloadFile.read(command, Objects.requireNonNull(of.file));
        return events(
                command,
                payload.family(command, families, family, headers),
                payload.name(),
                payload.json(),
                Transmission.of(Instant.now().truncatedTo(ChronoUnit.MILLIS), headers));
    }

    private static List<Event> events(CommandSpec command, Family of, String name, String json, Transmission arrival)
            throws IOException {
        try {
            return Payloads.events(of, json, arrival);
        } catch (NotAnEventException e) {
            throw new ParameterException(
                    command.commandLine(), name + " is no event of " + of.name() + ": " + e.getMessage());
        }
    }

    /** With its own id and time, so that exactly what was sent is shown. */
    private static Event stored(CommandSpec command, JsonNode stored, List<Family> families) throws IOException {
        String of = stored.path("family").asText();
        Family family = families.stream()
                .filter(each -> each.name().equals(of))
                .findFirst()
                .orElseThrow(() -> new ParameterException(command.commandLine(), "no family is called " + of));
        String id = stored.path("id").asText();
        Event kept = new Event(
                UUID.fromString(id),
                of,
                stored.path("type").asText(),
                stored.path("subject").asText(null),
                stored.path("contact").asText(null),
                stored.has("occurredAt")
                        ? Instant.parse(stored.path("occurredAt").asText())
                        : null,
                Instant.parse(stored.path("receivedAt").asText()),
                stored.path("payload").asText());
        // as the gateway of these files reads it
        Transmission arrival = Transmission.of(kept.receivedAt(), family.headersOf(kept));
        Event event =
                events(command, family, "event " + id, kept.payload(), arrival).get(0);
        return new Event(
                kept.id(),
                event.family(),
                event.type(),
                event.subject(),
                event.contact(),
                event.occurredAt(),
                event.receivedAt(),
                event.payload());
    }

    private static TrialReport result(Path directory, Config config, List<Family> families, List<Event> events)
            throws Exception {
        try (Trial trial = Trial.of(directory, config, families)) {
            return TrialReport.of(trial, events);
        }
    }

    /** As a unified diff of what the command shows. The lines of route files are left out, because every edit moves them. */
    private List<String> differences(
            Path directory, Config config, List<Family> families, List<Event> events, TrialReport disk)
            throws Exception {
        RouteSource[] running = at.client(config).running().entrySet().stream()
                .map(each -> RouteSource.of(each.getKey(), each.getValue()))
                .toArray(RouteSource[]::new);
        try (Stage stage = Stage.of(RouteSnapshot.of(directory, running))) {
            String now = stage.shown(text(result(stage.directory(), config, families, events)));
            return TextDiff.lines("running", withoutLines(now), "disk", withoutLines(text(disk)));
        }
    }

    private static String text(TrialReport result) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new TryText(out).print(result);
        out.flush();
        return text.toString();
    }

    private static String withoutLines(String text) {
        return text.replaceAll("(?m)(\\.camel\\.yaml):\\d+", "$1");
    }
}
