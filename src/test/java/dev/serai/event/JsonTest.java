package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            120000000000          | 120000000000
            1.2E11                | 120000000000
            120000000000.00       | 120000000000
            "120000000000"        | 120000000000
            "0012"                | 0012
            "1.2E11"              | 1.2E11
            0.0                   | 0
            -0                    | 0
            1.50                  | 1.5
            15e-1                 | 1.5
            1e400                 | 1E+400
            true                  | true
            ["a", 1]              | ["a",1]
            """)
    void writesANumberByItsDigits(String json, String text) throws IOException {
        assertThat(Json.text(value(json))).isEqualTo(text);
    }

    @Test
    void survivesEveryNumber() throws IOException {
        for (String number : List.of("1e2147483647", "100E2147483647", "1e-2147483647", "9".repeat(900), "-1.0E-99")) {
            assertThat(Json.text(value(number))).isNotBlank().hasSizeLessThan(1_000);
            assertThat(Fingerprint.bits(value(number), Set.of())).isNotZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"b":{"c":2,"d":[3]}} | { "b" : {"d":[3.0],"c":2e0}, "\\u0061": 1 }
            {"a":120000000000}          | {"a":1.2E11}
            {"a":120000000000}          | {"a":"120000000000"}
            {"a":-7}                    | {"a":-7.0}
            {"a":-7}                    | {"a":"-7"}
            {"a":1234567890123456789}   | {"a":"1234567890123456789"}
            {"a":9223372036854775807}   | {"a":9223372036854775807.0}
            {"a":0}                     | {"a":-0.0}
            {"a":1,"attempt":1}         | {"a":1,"attempt":{"x":2}}
            {"a":1,"attempt":1}         | {"a":1}
            """)
    void theSameContentIsTheSame(String one, String other) throws IOException {
        Set<String> without = Set.of("attempt");

        assertThat(Fingerprint.text(value(one), without)).isEqualTo(Fingerprint.text(value(other), without));
        assertThat(Fingerprint.bits(value(one), without)).isEqualTo(Fingerprint.bits(value(other), without));
    }

    @Test
    void otherContentIsAnother() throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "{}",
                "[]",
                "null",
                "true",
                "false",
                "0",
                "1",
                "2",
                "\"\"",
                "\"a\"",
                "\"Aa\"",
                "\"BB\"",
                "\"AaAa\"",
                "\"BBBB\"",
                "\"AaBB\"",
                "\"true\"",
                "\"null\"",
                "\"01\"",
                "\"1 \"",
                "[[]]",
                "[{}]",
                "[null]",
                "[null,null]",
                "[1,2]",
                "[2,1]",
                "[[1],2]",
                "[[1,2]]",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":1}",
                "{\"b\":1}",
                "{\"a\":1,\"b\":2}",
                "{\"a\":2,\"b\":1}",
                "{\"a\":{\"b\":1}}",
                "{\"a\":1,\"b\":{\"c\":1}}",
                "{\"a\":1,\"c\":{\"b\":1}}",
                "{\"a\":{\"attempt\":1}}",
                "{\"a\":{\"attempt\":2}}",
                "{\"a\":\"1:b1:1\"}"));
        for (int i = 0; i < 20_000; i++) {
            all.add("{\"link\":\"https://example.com/" + i + "?a=" + i % 7 + "\",\"n\":" + i + "}");
        }
        Set<String> canonical = new HashSet<>();
        Set<Long> prints = new HashSet<>();
        for (String json : all) {
            assertThat(canonical.add(Fingerprint.text(value(json), Set.of("attempt"))))
                    .as(json)
                    .isTrue();
            assertThat(prints.add(Fingerprint.bits(value(json), Set.of("attempt"))))
                    .as(json)
                    .isTrue();
        }
    }

    @Test
    void findsWhatLiesAtAPath() throws IOException {
        Object value = value("{\"a\":{\"b\":[1],\"c\":\"text\"}}");

        assertThat(Json.at(value, "a", "b")).isEqualTo(List.of(1));
        assertThat(Json.at(value, "a", "c", "d")).isNull();
        assertThat(Json.at(value, "a", "b", "c")).isNull();
        assertThat(Json.at(null, "a")).isNull();
        assertThat(Json.at(value)).isEqualTo(value);
    }

    private static @Nullable Object value(String json) throws IOException {
        Map<String, Object> object = Json.object("{\"v\":" + json + "}");
        return object.get("v");
    }
}
