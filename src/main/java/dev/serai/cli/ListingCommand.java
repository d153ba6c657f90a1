package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A command that lists what the running gateway has, page by page. */
abstract class ListingCommand extends GatewayCommand {
    private static final int MAX_LIMIT = 10_000;
    private static final int PAGE = 500;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many, 1 to 10000; 20 if it is not said")
    int limit;

    @Option(names = "--after", paramLabel = "PLACE", description = "goes on where an earlier command said")
    @Nullable
    String after;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    /** The last part of the path of the API, which is also the name of the list in the answer. */
    abstract String what();

    /** The parameters that say which are meant. */
    abstract Map<String, String> asked();

    /** What is printed if there are none. */
    abstract String none();

    abstract TextTable table(List<JsonNode> found);

    /** A page has none of those that are meant, and there may be more. */
    void empty(String next) {}

    @Override
    public final Integer call() throws Exception {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(
                    command().commandLine(), "--limit " + limit + " is not from 1 to " + MAX_LIMIT);
        }
        List<JsonNode> found = new ArrayList<>();
        String next = find(gateway(), found);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put(what(), found);
            if (next != null) {
                all.put("next", next);
            }
            out().println(Json.write(all));
        } else if (found.isEmpty()) {
            out().println(none());
        } else {
            table(found).print(out());
            if (next != null) {
                out().println("There may be more: --after " + next);
            }
        }
        out().flush();
        return ExitStatus.OK;
    }

    /** @return where the next page begins; null after the last one */
    private @Nullable String find(ManagementClient gateway, List<JsonNode> found) throws Exception {
        Map<String, String> asked = asked();
        String next = after;
        do {
            asked.put("limit", Integer.toString(Math.min(PAGE, limit - found.size())));
            if (next != null) {
                asked.put("after", next);
            }
            JsonNode page = gateway.get(EventOptions.query("/" + what(), asked));
            page.path(what()).forEach(found::add);
            next = page.hasNonNull("next") ? page.path("next").asText() : null;
            if (next != null && page.path(what()).isEmpty()) {
                empty(next);
            }
        } while (next != null && found.size() < limit);
        return next;
    }
}
