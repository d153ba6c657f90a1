package dev.serai.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.contract.EventContract.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code docs/events.md}, made from the AsyncAPI document and the samples. */
final class EventsPage {
    /** The surest first. */
    private static final List<String> CERTAINTIES = List.of("documented", "seen", "third-party", "inferred");
    /** What an event of such a channel is about stands below one of these. */
    private static final List<String> BODIES = List.of("data", "details");

    private static final int SHAPE_LENGTH = 120;
    private static final int EXAMPLE_LENGTH = 48;
    private static final int FEW = 3;

    private final List<SamplePayload> samples;
    private final StringBuilder page = new StringBuilder();

    private EventsPage(List<SamplePayload> samples) {
        this.samples = samples;
    }

    static String text() throws IOException {
        EventsPage page = new EventsPage(SamplePayload.all());
        page.begin();
        EventContract.root()
                .path("channels")
                .properties()
                .forEach(channel -> page.channel(channel.getKey(), channel.getValue()));
        return page.page.toString();
    }

    private void begin() {
        page.append("""
                # Events

                Every event that Serai takes, and every alarm that it makes: when it is sent, what is in it, and how sure that is. Optimizely publishes no
                such document, and adds fields and types without notice; Serai keeps what it does not know.

                [asyncapi.yaml](asyncapi.yaml) says the same to programs, in AsyncAPI 3.0 with a JSON Schema for each event. This page is made from it and from
                [the samples](../src/simulator/resources/payloads): change these, then run
                `mvn -B test -Dtest=EventsPageTest -Devents.page=write`. `serai check` takes the names of types and fields from the same document.

                | Certainty | Means |
                |---|---|
                | documented | The vendor's documentation or API description prints it. |
                | seen | It is in public code, or in a public capture of a real delivery. |
                | third-party | Only another company's document has it, and the vendor's documents say otherwise. |
                | inferred | By analogy. Do not rely on it before you have seen a real delivery. |

                | Sent by | Address | Types |
                |---|---|---|
                """);
        EventContract.root().path("channels").properties().forEach(channel -> {
            String title = channel.getValue().path("title").asText();
            String address = channel.getValue().path("address").asText("");
            long types = messages(channel.getKey()).stream()
                    .mapToLong(each -> each.types().size())
                    .sum();
            row(link(title, "#" + anchor(title)), address.isEmpty() ? "none" : code(address), types);
        });
        page.append("""

                ## Types for your program

                One command makes types of TypeScript, with a type for each event and a union for each family (Node 18 or newer):

                ```sh
                npm --prefix src/test/js/asyncapi ci --ignore-scripts && node src/test/js/asyncapi/types.mjs > events.d.ts
                ```

                ```ts
                import type { Cmp } from "./events";

                function about(event: Cmp): string | undefined {
                  // the type says which fields the event has
                  return "event_name" in event && event.event_name === "task_added" ? event.data.task.links.self : undefined;
                }
                ```

                A test compiles these types in strict mode; they accept every sample. For another language, give `asyncapi.yaml` to its generator for AsyncAPI 3,
                or the schemas below `components` to one for JSON Schema.
                """);
    }

    private void channel(String key, JsonNode channel) {
        List<Message> messages = messages(key);
        line("\n## " + channel.path("title").asText() + "\n");
        line(channel.path("description").asText());
        security(key);
        delivery(channel);
        example(messages);
        String title = channel.path("title").asText();
        line("\n### Types of " + title + "\n");
        types(messages);
        line("\n### Fields of " + title + "\n");
        fields(messages);
    }

    static List<Message> messages(String channel) {
        return EventContract.messages().stream()
                .filter(each -> each.channel().equals(channel))
                .filter(each -> !each.types().isEmpty())
                .toList();
    }

    /** The schemes of the operation of a channel. */
    private void security(String key) {
        List<String> schemes = new ArrayList<>();
        EventContract.root().path("operations").forEach(operation -> {
            if (operation.at("/channel/$ref").asText().equals("#/channels/" + key)) {
                operation.path("security").forEach(each -> {
                    JsonNode scheme =
                            EventContract.root().at(each.path("$ref").asText().replaceFirst("#", ""));
                    schemes.add("| " + scheme(scheme) + " | "
                            + scheme.path("description").asText() + " |");
                });
            }
        });
        if (!schemes.isEmpty()) {
            line("\n| The sender proves itself by | |\n|---|---|");
            schemes.forEach(this::line);
        }
    }

    private static String scheme(JsonNode scheme) {
        return switch (scheme.path("type").asText()) {
            case "http" -> "HTTP Basic";
            case "httpApiKey" -> "The header " + code(scheme.path("name").asText());
            default -> "A secret in the path";
        };
    }

    private void delivery(JsonNode channel) {
        if (channel.has("x-delivery")) {
            line("\n| Delivery | | Certainty |\n|---|---|---|");
            channel.path("x-delivery").forEach(rule -> {
                String says = rule.path("says").asText();
                row(
                        rule.path("rule").asText(),
                        Character.toUpperCase(says.charAt(0)) + says.substring(1) + ".",
                        certainty(rule, rule.path("x-certainty").asText()));
            });
        }
    }

    /** The shortest of the samples. */
    private void example(List<Message> messages) {
        samples.stream()
                .filter(sample -> messages.stream().anyMatch(each -> fits(each, sample)))
                .min(Comparator.comparingInt(each -> each.payload().toString().length()))
                .ifPresent(sample -> line("\n```json\n" + wrapped(sample.payload()) + "\n```"));
    }

    private static boolean fits(Message message, SamplePayload sample) {
        return message.family().equals(sample.family())
                && message.types().contains(sample.type())
                && message.wrong(sample.payload()).isEmpty();
    }

    /** A line for each member. */
    private static String wrapped(JsonNode payload) {
        return payload.properties().stream()
                .map(each -> "  \"" + each.getKey() + "\": " + each.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }

    private void types(List<Message> messages) {
        Optional<String> body = body(messages);
        line(body.map(name -> "| Type | Sent when | Below `" + name + "` | Certainty |\n|---|---|---|---|")
                .orElse("| Type | Sent when | Certainty |\n|---|---|---|"));
        for (Message each : messages) {
            String types = each.types().stream().map(EventsPage::code).collect(Collectors.joining(", "));
            String summary = each.value().path("summary").asText()
                    + (each.value().at("/tags/0/name").asText().equals("experimental") ? " Experimental." : "");
            String certainty = certainty(each.value(), each.certainty());
            if (body.isPresent()) {
                row(types, summary, shape(each, body.get()), certainty);
            } else {
                row(types, summary, certainty);
            }
        }
    }

    private static Optional<String> body(List<Message> messages) {
        return BODIES.stream()
                .filter(name -> messages.stream()
                        .allMatch(each -> DocumentedField.of(each).containsKey(name)))
                .findFirst();
    }

    /** What an event has below a field, such as {@code task{id, links{self}}}; the first level alone if that is long. */
    private static String shape(Message message, String body) {
        List<String> paths = DocumentedField.of(message).keySet().stream()
                .filter(path -> path.startsWith(body + ".") || path.startsWith(body + "[]."))
                .map(path -> path.substring(body.length()).replaceFirst("^(\\[])?\\.", ""))
                .toList();
        String whole = shape(paths);
        String shape = whole.length() <= SHAPE_LENGTH
                ? whole
                : paths.stream()
                        .map(path -> path.replaceFirst("[.\\[].*", ""))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return shape.isEmpty() ? "" : code(shape);
    }

    private static String shape(List<String> paths) {
        Map<String, List<String>> below = new LinkedHashMap<>();
        for (String path : paths) {
            String first = path.replaceFirst("\\..*", "");
            List<String> rest = below.computeIfAbsent(first.replace("[]", ""), any -> new ArrayList<>());
            if (path.length() > first.length()) {
                rest.add(path.substring(first.length() + 1));
            }
        }
        return below.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue().isEmpty() ? "" : "{" + shape(each.getValue()) + "}"))
                .collect(Collectors.joining(", "));
    }

    /** A field that has no meaning of its own holds others. */
    private void fields(List<Message> messages) {
        boolean flat = body(messages).isEmpty() && messages.size() > FEW;
        line(
                flat
                        ? "| Field | Type | Meaning | In | Example | Certainty |\n|---|---|---|---|---|---|"
                        : "| Field | Type | Meaning | Example | Certainty |\n|---|---|---|---|---|");
        inGroups(byPath(messages)).forEach((path, in) -> {
            String meaning = meaning(in);
            if (!meaning.isEmpty()) {
                String type = in.values().iterator().next().typeInWords();
                String example = example(path, in.keySet().stream().toList());
                if (flat) {
                    row(code(path), type, meaning, in(messages, in), example, certainty(in));
                } else {
                    row(code(path), type, meaning, example, certainty(in));
                }
            }
        });
    }

    /** What belongs to one object stands together, in the order in which the objects come first. */
    private static <T> Map<String, T> inGroups(Map<String, T> fields) {
        Map<String, Map<String, T>> groups = new LinkedHashMap<>();
        fields.forEach((path, field) -> groups.computeIfAbsent(
                        path.replaceFirst("^(\\w+(\\[])?(\\.\\w+)?).*", "$1"), any -> new LinkedHashMap<>())
                .put(path, field));
        Map<String, T> sorted = new LinkedHashMap<>();
        groups.values().forEach(sorted::putAll);
        return sorted;
    }

    /** Of each field, the messages that have it. */
    static Map<String, Map<Message, DocumentedField>> byPath(List<Message> messages) {
        Map<String, Map<Message, DocumentedField>> fields = new LinkedHashMap<>();
        messages.forEach(message -> DocumentedField.of(message)
                .forEach((path, field) -> fields.computeIfAbsent(path, any -> new LinkedHashMap<>())
                        .put(message, field)));
        return fields;
    }

    static String meaning(Map<Message, DocumentedField> in) {
        String meaning = in.values().stream()
                .map(DocumentedField::meaning)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        List<String> values = in.values().stream()
                .flatMap(each -> each.values().stream())
                .distinct()
                .map(EventsPage::code)
                .toList();
        return values.isEmpty() ? meaning : (meaning + " Known: " + String.join(", ", values) + ".").strip();
    }

    private static String in(List<Message> all, Map<Message, DocumentedField> some) {
        List<String> without = all.stream()
                .filter(each -> !some.containsKey(each))
                .map(Message::key)
                .toList();
        if (without.isEmpty()) {
            return "all";
        }
        return without.size() <= FEW
                ? "all but " + String.join(", ", without)
                : some.keySet().stream().map(Message::key).collect(Collectors.joining(", "));
    }

    /** As sure as the surest message that has it. */
    private static String certainty(Map<Message, DocumentedField> in) {
        return in.values().stream()
                .map(DocumentedField::certainty)
                .min(Comparator.comparingInt(CERTAINTIES::indexOf))
                .orElseThrow();
    }

    private String example(String path, List<Message> messages) {
        return samples.stream()
                .filter(sample -> messages.stream().anyMatch(each -> fits(each, sample)))
                .map(sample -> at(sample.payload(), path))
                .flatMap(Optional::stream)
                .findFirst()
                .map(value -> value.isEmpty() && value.isContainerNode() ? "" : code(shortened(value.toString())))
                .orElse("");
    }

    private static String shortened(String json) {
        return json.length() <= EXAMPLE_LENGTH ? json : json.substring(0, EXAMPLE_LENGTH - 1) + "…";
    }

    /** The first value that is there and is no object. */
    private static Optional<JsonNode> at(JsonNode payload, String path) {
        JsonNode value = payload;
        for (String name : path.replace("[]", ".[]").split("\\.", -1)) {
            boolean any = name.equals("[]") || name.equals("*");
            value = any ? (value.isEmpty() ? value.path(-1) : value.iterator().next()) : value.path(name);
        }
        return value.isMissingNode()
                        || value.isNull()
                        || value.isObject()
                        || (value.isArray() && value.path(0).isObject())
                ? Optional.empty()
                : Optional.of(value);
    }

    private static String certainty(JsonNode part, String certainty) {
        String source = EventContract.root()
                .at("/info/x-sources/" + part.path("x-source").asText("none"))
                .asText("");
        return source.isEmpty() ? certainty : link(certainty, source);
    }

    private static String link(String text, String address) {
        return "[" + text + "](" + address + ")";
    }

    private static String anchor(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private void row(Object... cells) {
        page.append('|');
        for (Object cell : cells) {
            page.append(' ').append(cell).append(" |");
        }
        page.append('\n');
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
