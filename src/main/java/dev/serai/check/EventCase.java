package dev.serai.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.event.RoutingDecision;
import dev.serai.receive.Family;
import dev.serai.routes.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A case of what a router decides about a stored event, with examples in place of persons, so that it can be kept in a repository.
 *
 * @param file the name of the {@code .test.yaml} in the directory of the routes
 * @param yaml ends with a line break
 * @param note that the router decides otherwise about the examples than about the event itself; null if it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventCase(String file, String yaml, @Nullable String note) {
    private static final int WIDTH = 120;

    /** There is no case that passes. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /**
     * Asks the routers of a directory, in the way the cases are run.
     *
     * @param directory a stage, in which the case is written and run
     * @throws RefusedException if no router can decide
     * @throws Exception if Camel does not start
     */
    public static EventCase of(Event event, Family family, Path directory, Config config, List<Family> families)
            throws Exception {
        Map<String, Object> payload = Json.payload(event.payload());
        Object example = new ExamplePersons(event.contact(), family.recipient(payload)).in(payload);
        String name = event.family() + Case.SUFFIX;
        Path file = directory.resolve(name);
        try (CaseRunner runner = CaseRunner.ofRouters(directory, config, families)) {
            Set<String> real = destinations(runner, event);
            // the case arrives at its own time, and numbers are as YAML reads them
            Map<String, String> headers = family.headersOf(event);
            Case written = read(file, yaml(event.type(), example, headers, Set.of()));
            Event received = family.event(
                            written.payload(),
                            written.json(),
                            Family.Transmission.of(Case.RECEIVED_AT, written.requestHeaders()))
                    .event();
            Set<String> expected = destinations(runner, received);
            String yaml = yaml(event.type(), example, headers, expected);
            Optional<Finding> fails = runner.run(read(file, yaml));
            if (fails.isPresent()) {
                throw new RefusedException(
                        "the case does not pass: " + fails.get().reason());
            }
            return new EventCase(name, yaml, note(real, expected));
        }
    }

    private static Set<String> destinations(CaseRunner runner, Event event) throws RefusedException {
        RoutingDecision decision = runner.decide(event);
        if (decision.unrouted() != null) {
            throw new RefusedException("the router that runs cannot decide this event: " + decision.unrouted());
        }
        return decision.destinations();
    }

    private static @Nullable String note(Set<String> real, Set<String> expected) {
        return real.equals(expected)
                ? null
                : "the event itself goes to " + real + ", the case with its examples to " + expected
                        + "; the router asks for a value that an example has replaced";
    }

    private static Case read(Path file, String yaml) throws IOException, RefusedException {
        Files.writeString(file, yaml);
        try {
            return Case.read(file, EventCase::noSample).get(0);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("the payload is too large or too deep for a case");
        }
    }

    private static String noSample(String name) throws IOException {
        throw new NoSuchFileException(name);
    }

    private static String yaml(
            String type, Object payload, Map<String, String> requestHeaders, Set<String> destinations) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put(
                "name",
                type + (destinations.isEmpty() ? " is kept only" : " goes to " + String.join(" and ", destinations)));
        written.put("payload", payload);
        if (!requestHeaders.isEmpty()) {
            written.put("requestHeaders", requestHeaders);
        }
        // in one line, as the cases that are shipped have it
        String expect = "  expect: [" + String.join(", ", destinations) + "]\n";
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(WIDTH)
                .build();
        return new Dump(settings).dumpToString(List.of(written)) + expect;
    }
}
