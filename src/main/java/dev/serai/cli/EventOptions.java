package dev.serai.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events are meant, as a command line says. Options that are given together must all be met. */
final class EventOptions {
    private static final String WHEN = "2026-03-01, 2026-03-01T12:00:00Z, or 2h, 1d ago";

    @Option(names = "--id", paramLabel = "ID", description = "with that id")
    @Nullable
    String id;

    @Option(names = "--family", paramLabel = "NAME", description = "of a family, such as campaign")
    @Nullable
    String family;

    @Option(names = "--type", paramLabel = "TYPE", description = "of a type, such as bounce")
    @Nullable
    String type;

    @Option(names = "--subject", paramLabel = "ID", description = "about that asset, task, mail or document, by its id")
    @Nullable
    String subject;

    @Option(names = "--contact", paramLabel = "ADDRESS", description = "about that address")
    @Nullable
    String contact;

    @Option(names = "--destination", paramLabel = "NAME", description = "with a delivery to that destination")
    @Nullable
    String destination;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "with a delivery that is waiting, delivered, dead, cancelled or discarded; or an event that is unrouted (no router could"
                            + " decide) or filtered (it goes nowhere)")
    @Nullable
    String state;

    @Option(
            names = "--receipt",
            paramLabel = "TEXT",
            description = "with a delivery whose answer of the far side has that text, such as the id of a record or"
                    + " unmatched; it is looked for event by event, so say --destination and --since too")
    @Nullable
    String receipt;

    @Option(
            names = "--route-version",
            paramLabel = "VERSION",
            description = "decided or sent by that version of a route file, at least its first 8 digits")
    @Nullable
    String version;

    /** When events were received. */
    static final class Period {
        @Option(names = "--since", paramLabel = "WHEN", description = "received then or later: " + WHEN)
        @Nullable
        String since;

        @Option(names = "--until", paramLabel = "WHEN", description = "received before then")
        @Nullable
        String until;

        void addTo(Map<String, String> asked, GatewayCommand command) {
            if (since != null) {
                asked.put("since", command.instant("--since", since).toString());
            }
            if (until != null) {
                asked.put("until", command.instant("--until", until).toString());
            }
        }
    }

    /** The parameters of a query of the management API. */
    Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        add(asked, "id", id);
        add(asked, "family", family);
        add(asked, "type", type);
        add(asked, "subject", subject);
        add(asked, "contact", contact);
        add(asked, "destination", destination);
        add(asked, "state", state);
        add(asked, "receipt", receipt);
        add(asked, "version", version);
        return asked;
    }

    private static void add(Map<String, String> asked, String name, @Nullable String value) {
        if (value != null) {
            asked.put(name, value);
        }
    }

    static String query(String path, Map<String, String> asked) {
        return path
                + asked.entrySet().stream()
                        .map(each -> each.getKey() + "=" + ManagementClient.encoded(each.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
