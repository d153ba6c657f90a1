package dev.serai.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which deliveries are meant. */
final class DeliveryFilter {
    @Option(names = "--id", paramLabel = "ID", description = "only the event with this id; may be given often")
    List<String> ids = List.of();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "only events received since then: 2026-03-01, 2026-03-01T12:00:00Z, or 2h, 1d ago")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "WHEN", description = "only events received before then")
    @Nullable
    String until;

    @Option(names = "--type", paramLabel = "TYPE", description = "only events of a type, such as bounce")
    @Nullable
    String type;

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description = "only deliveries whose error has this text, as \"serai dead\" shows it")
    @Nullable
    String error;

    @Option(
            names = "--version-ran",
            paramLabel = "VERSION",
            description =
                    "only deliveries that this version of the router or of the destination made; 8 digits or more")
    @Nullable
    String version;

    /** As the API takes it. */
    Map<String, Object> asked(GatewayCommand command) {
        Map<String, Object> asked = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            asked.put("ids", ids);
        }
        put(
                asked,
                "since",
                since == null ? null : command.instant("--since", since).toString());
        put(
                asked,
                "until",
                until == null ? null : command.instant("--until", until).toString());
        put(asked, "type", type);
        put(asked, "error", error);
        put(asked, "version", version);
        return asked;
    }

    private static void put(Map<String, Object> asked, String name, @Nullable String value) {
        if (value != null) {
            asked.put(name, value);
        }
    }
}
