package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The samples of the vendor's pages, as events of a run: ids, times and people are the run's. */
record VendorSamples(Run run) {
    private static final String DIRECTORY = "/payloads/";
    private static final Pattern UUID = Pattern.compile("^\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");

    /** Of the numbers of a run, which is shorter than its milliseconds. */
    private static final long NUMBERS = 10_000;

    /** Texts that may have the number of the run behind them, where an event has no id that is a text. */
    private static final Set<String> FREE_TEXTS = Set.of("summary", "origin_url");

    /**
     * A sample.
     *
     * @param name such as {@code campaign/bounce}
     * @param body its JSON
     */
    record Sample(String name, String body) {}

    /** Those of a family; empty if there are none. */
    List<Sample> of(SenderFamily family) {
        return names(family).stream()
                .map(name -> new Sample(
                        name.replace(".json", ""),
                        marked(JsonText.read(resource(name)), run.next()).toString()))
                .toList();
    }

    static int count(SenderFamily family) {
        return names(family).size();
    }

    private static List<String> names(SenderFamily family) {
        return StreamSupport.stream(
                        JsonText.read(resource("index.json")).path("files").spliterator(), false)
                .map(file -> file.path("file").asText())
                .filter(name -> name.startsWith(family + "/"))
                .toList();
    }

    private JsonNode marked(JsonNode sample, int number) {
        if (sample instanceof ArrayNode list) {
            List<JsonNode> entries = new ArrayList<>();
            list.forEach(entry -> entries.add(marked(entry, number)));
            return JsonText.list(entries);
        }
        if (sample instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                object.set(member.getKey(), member(member.getKey(), marked(member.getValue(), number), number));
            }
        }
        return sample;
    }

    private JsonNode member(String name, JsonNode value, int number) {
        ObjectNode holder = JsonText.object();
        if (name.equals("created") && value.isIntegralNumber()) {
            holder.put(name, run.now().toEpochMilli());
        } else if (name.equals("timestamp") && value.isIntegralNumber()) {
            holder.put(name, run.now().getEpochSecond());
        } else if (name.equals("revision") && value.isIntegralNumber()) {
            holder.put(name, number);
        } else if (name.equals("id") && value.isIntegralNumber()) {
            holder.put(name, run.now().toEpochMilli() * NUMBERS + run.next());
        } else if (name.equals("mailingId")) {
            holder.put(name, Run.MAILING);
        } else if (value.isTextual()) {
            holder.put(name, text(name, value.textValue(), number));
        } else {
            return value;
        }
        return holder.path(name);
    }

    private String text(String name, String value, int number) {
        if (value.contains("@")) {
            return run.address(number);
        }
        if (UUID.matcher(value).find()) {
            return UUID.matcher(value).replaceFirst(run.uuid(number));
        }
        if (FREE_TEXTS.contains(name)) {
            return value + "?" + run.name(number);
        }
        boolean isId = name.equals("id") || name.equals("mailId") || name.equals("recipientId");
        return isId ? run.name(run.next()) : value;
    }

    private static String resource(String name) {
        try (InputStream in = VendorSamples.class.getResourceAsStream(DIRECTORY + name)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + DIRECTORY + name + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
