package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serai quarantine}: what was no event. */
@Command(
        name = "quarantine",
        description = {
            "Lists what senders with the right secret have sent and what is no event, the last first.",
            "\"serai quarantine show HASH\" has the body, \"serai quarantine offer\" reads bodies again."
        },
        mixinStandardHelpOptions = true,
        subcommands = {QuarantineShowCommand.class, QuarantineOfferCommand.class})
final class QuarantineCommand extends GatewayCommand {
    private static final int MAX_LIMIT = 10_000;
    private static final int PAGE = 500;

    @Option(names = "--family", paramLabel = "NAME", description = "of a family, such as campaign")
    @Nullable
    String family;

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

    @Override
    public Integer call() throws Exception {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(
                    command().commandLine(), "--limit " + limit + " is not from 1 to " + MAX_LIMIT);
        }
        List<JsonNode> found = new ArrayList<>();
        String next = find(gateway(), found);
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("quarantine", found);
            if (next != null) {
                all.put("next", next);
            }
            out().println(Json.write(all));
        } else if (found.isEmpty()) {
            out().println("Nothing is in quarantine.");
        } else {
            QuarantineText.table(found).print(out());
            if (next != null) {
                out().println("There may be more: --after " + next);
            }
        }
        out().flush();
        return ExitStatus.OK;
    }

    /** @return where the next page begins; null after the last one */
    private @Nullable String find(ManagementClient gateway, List<JsonNode> found) throws Exception {
        Map<String, String> asked = new LinkedHashMap<>();
        if (family != null) {
            asked.put("family", family);
        }
        String next = after;
        do {
            asked.put("limit", Integer.toString(Math.min(PAGE, limit - found.size())));
            if (next != null) {
                asked.put("after", next);
            }
            JsonNode page = gateway.get(EventOptions.query("/quarantine", asked));
            page.path("quarantine").forEach(found::add);
            next = page.hasNonNull("next") ? page.path("next").asText() : null;
        } while (next != null && found.size() < limit);
        return next;
    }
}
