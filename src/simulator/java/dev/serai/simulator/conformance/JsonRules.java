package dev.serai.simulator.conformance;

import java.util.List;

/** JSON that looks odd and is valid. */
final class JsonRules {
    private static final int DEEP = 100;

    static final List<Rule> ALL = List.of(
            Rule.must(
                    "json.blanks",
                    "Blanks and line ends around and within JSON are a success",
                    Sources.json("2"),
                    receiver -> {
                        String pretty =
                                JsonText.pretty(JsonText.read(receiver.plain().body()));
                        return receiver.accepts(
                                receiver.post("\r\n\t " + pretty + " \r\n").remarked("blanks and line ends"));
                    }),
            Rule.must(
                    "json.escapes",
                    "Escapes in names and texts are a success",
                    Sources.json("7"),
                    with("{\"\\u0061\\/\\\\\\\"\":\"\\b\\f\\n\\r\\t\\u001f \\u00e9 \\u2028\"}", "escapes")),
            Rule.must(
                    "json.utf-8",
                    "Text of all scripts is a success, also beyond 16 bits, written out and as escapes",
                    Sources.json("8.1"),
                    with("\"Grüße, 猫, مرحبا, 🐪 𝒞 \\ud83d\\udc2a\"", "UTF-8 of up to four bytes")),
            Rule.must(
                    "json.integers",
                    "Integers of 64 bits are a success, such as the vendor's ids",
                    "ids have up to 12 digits and are documented as 64 bits: " + Sources.CAMPAIGN_WEBHOOKS,
                    with("[100000000001,9007199254740993,9223372036854775807,-9223372036854775808]", "large integers")),
            Rule.should(
                    "json.numbers",
                    "Numbers beyond 64 bits are a success",
                    Sources.json("6"),
                    with("[1e400,-0,123456789012345678901234567890,0.1234567890123456789012345]", "huge numbers")),
            Rule.should(
                    "json.depth",
                    "Lists within lists, " + DEEP + " deep, are a success",
                    Sources.json("9"),
                    with("[".repeat(DEEP) + "]".repeat(DEEP), DEEP + " lists within each other")),
            Rule.should(
                    "json.nul",
                    "The escape of the character 0 in a text is a success",
                    Sources.json("7"),
                    with("\"a\\u0000b\"", "the character 0")),
            Rule.should(
                    "json.empty",
                    "Empty texts, names, lists and objects, and null, are a success",
                    Sources.json("3"),
                    with("{\"\":\"\",\"a\":[],\"b\":{},\"c\":null}", "empty values")));

    private JsonRules() {}

    private static Check with(String json, String remark) {
        return receiver -> receiver.accepts(receiver.plainWith(json).remarked(remark));
    }
}
