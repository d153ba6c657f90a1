package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Writes a payload with a few odd things about it. What comes out is always JSON by its grammar, so that a list of such
 * elements has as many as were written.
 */
final class OddJson {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-0",
            "-0.0e-0",
            "9007199254740993",
            "18446744073709551616",
            "1e400",
            "-1e2147483647",
            "1e-2147483648",
            "1e99999999999",
            "0.1e999999999",
            "7".repeat(1_200),
            "0." + "3".repeat(1_200),
            "[]",
            "{}",
            "[[],{},null]",
            "{\"\":{\"\":\"\"}}",
            "\"\"",
            "\" \\t\\r\\n \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud834\\udd1e 𝄞 größer \\u202e\\ufeff\\uffff\"",
            "\"${body} {{env:PATH}} #{7*7} %s %n\"",
            "\"'; drop table event; --\"",
            "\"<!ENTITY x SYSTEM 'file:/etc/passwd'>\"",
            "\"2025-06-04T10:00:00+99:99\"",
            "\"a@b.example, c@d.example\\nBcc: e@f.example\"");
    private static final List<String> NAMES =
            List.of("", "\\u0000", "\\ud800", "type", "\\u0074ype", "data", "@type", "class", "__proto__", "a.b[0]");
    private static final List<String> BLANKS = List.of("", "", "", " ", "\t", "\r\n", "   \n ");
    private static final int ONE_LARGE_IN = 400;
    private static final int MANY = 20_000;

    private final RandomGenerator random;
    private final int oneIn;
    private final StringBuilder out = new StringBuilder();

    private OddJson(RandomGenerator random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    /** @param oneIn how many values, on average, come to one that is odd */
    static String write(JsonNode payload, RandomGenerator random, int oneIn) {
        OddJson writer = new OddJson(random, oneIn);
        writer.value(payload);
        return writer.out.toString();
    }

    private boolean odd() {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void value(JsonNode value) {
        if (odd()) {
            out.append(random.nextInt(ONE_LARGE_IN) == 0 ? large() : any(VALUES));
        } else if (value.isObject()) {
            object(value);
        } else if (value.isArray()) {
            list(value);
        } else {
            out.append(value);
        }
    }

    private String large() {
        int much = random.nextInt(1, MANY);
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(much) + "]".repeat(much);
            case 1 -> "{\"a\":".repeat(much) + "0" + "}".repeat(much);
            case 2 -> "\"" + "ä\\u0041".repeat(much) + "\"";
            default -> "[" + "0,".repeat(much) + "0]";
        };
    }

    private void list(JsonNode list) {
        out.append('[');
        for (Iterator<JsonNode> each = list.elements(); each.hasNext(); ) {
            value(each.next());
            out.append(each.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private void object(JsonNode object) {
        out.append('{').append(any(BLANKS));
        String comma = "";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!odd()) {
                out.append(comma);
                name(field.getKey());
                value(field.getValue());
                comma = any(BLANKS) + ",";
            }
            if (odd()) {
                out.append(comma);
                name(field.getKey());
                out.append(any(VALUES));
                comma = ",";
            }
        }
        out.append('}');
    }

    private void name(String name) {
        if (odd()) {
            out.append('"').append(any(NAMES)).append('"');
        } else {
            out.append(TextNode.valueOf(name));
        }
        out.append(any(BLANKS)).append(':').append(any(BLANKS));
    }
}
