package dev.serai.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.receive.JsonSlicer.NotJsonException;
import dev.serai.receive.JsonSlicer.Part;
import dev.serai.receive.JsonSlicer.Scrap;
import dev.serai.receive.JsonSlicer.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON as a whole, one byte per character: what is cut out of them, and what stays in one piece. */
class JsonSalvageTest {
    private static final String A = "{\"type\":\"a\",\"text\":\"} ] , { [ \\\" \\\\\"}";
    private static final String B = "{ \"type\" : \"b\", \"rows\": [ {\"type\":\"c\"}, [], 7 ] }";
    private static final String CUT_IN_TWO = "\u00C3";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"x\",\"text\":\"" + CUT_IN_TWO + "\"}",
                "{\"type\":\"x\",\"" + CUT_IN_TWO + "\":1}",
                "{\"type\":\"x\",\"text\":\"\u00ED\u00A0\u0080\"}",
                "{\"type\":\"x\",\"text\":\"a\0b\"}",
                "{\"type\":\"x\",\"text\":\"a\nb\tc\"}",
                "{\"type\":\"x\",\"n\":nul}",
                "{\"type\":\"x\",\"n\":01}",
                "{\"type\":\"x\",\"n\":1,}",
                "{\"type\":\"x\",\"text\":\"\\x\"}",
                "{type:1}",
                "{\"type\":\"x\"} x",
                "\"rows\":[{\"type\":\"x\"},{\"type\":\"y\"}]",
                "nul",
                "7.",
                "-",
                "\u00FF",
                "\"" + CUT_IN_TWO + "\""
            })
    void oneBadElementTakesNoneOfTheOthersAlong(String bad) throws NotJsonException {
        assertThat(parts("[" + A + "," + bad + "," + B + "]")).containsExactly(A, "!" + bad, B);
        assertThat(parts(" [ " + bad + " ,\r\n" + A + " ,\n" + B + " ] ")).containsExactly("!" + bad, A, B);
        assertThat(parts("[" + A + "," + B + "," + bad + "]")).containsExactly(A, B, "!" + bad);
    }

    @Test
    void anElementThatNestsTooDeepIsOneBesideAnotherThatIsBroken() throws NotJsonException {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(parts("[" + A + "," + deep + ",nul," + B + "]")).containsExactly(A, "!" + deep, "!nul", B);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A,B         | A B
            [A,B,]      | A B
            [,A,,B]     | A B
            [A,B        | A B
            [A,B,       | A B
            [A B]       | A B
            [A,B]]      | A B
            [[A,B]]     | A B
            [[[A],B]]   | A B
            [[A],[B]]   | A B
            [A][B]      | A B
            [A]B        | A B
            AB          | A B
            A%nB        | A B
            A%nB%n      | A B
            A%r%nB      | A B
            ^A^B        | A B
            [^A,^B^]    | A B
            ^[A]^[B]    | A B
            """)
    void whatIsWholeIsKept(String body, String expected) throws NotJsonException {
        assertThat(parts(written(body)))
                .containsExactly(written(expected.replace(" ", "%n")).split("\n"));
    }

    /** No later place is certain: what follows could be a part of what is broken. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [A,{"x":"B,B]               | A | {"x":"B,B]
            [A,{"x":[B,B]               | A | {"x":[B,B]
            [A,{"x":[B},B]              | A | {"x":[B},B]
            [A,"x":[B]},B]              | A | "x":[B]},B]
            [A,{"x":{"y":1},B]          | A | {"x":{"y":1},B]
            [A,{"x":"\\                | A | {"x":"\\
            [A,{"type":"b               | A | {"type":"b
            [A,{"type":"b]              | A | {"type":"b]
            A,{"type":"b                | A | {"type":"b
            """)
    void whatFollowsAnElementWithoutAnEndStaysInOnePiece(String body, String whole, String rest)
            throws NotJsonException {
        assertThat(parts(written(body))).containsExactly(written(whole), "!" + written(rest));
    }

    /** Where no comma is between two objects and a line ends, neither can be a part of the other. */
    @Test
    void objectsLineByLineAreCutWhereLinesEnd() throws NotJsonException {
        String cut = "{\"type\":\"x";
        String unquoted = "{\"type\":\"x}";

        assertThat(parts(A + "\n" + unquoted + "\n" + B + "\r\n" + unquoted + "\n" + A + "\n" + cut))
                .containsExactly(A, "!" + unquoted, B, "!" + unquoted, A, "!" + cut);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\n{\"type\":\"b\"}", "{\"a\":[\n{\"type\":\"b\"},\n{\"type\":\"c\"}\n"})
    void aPartOfABrokenObjectIsNoElement(String broken) throws NotJsonException {
        assertThat(parts(A + "\n" + broken)).containsExactly(A, "!" + broken);
        assertThatThrownBy(() -> parts(broken)).isInstanceOf(NotJsonException.class);
    }

    @Test
    void ofAListThatIsTooLongTheFirstAreKept() throws NotJsonException {
        List<String> parts = parts("[" + (A + ",").repeat(20_000) + B + "," + B + "]");

        assertThat(parts).hasSize(20_001).startsWith(A, A).endsWith(A, "!" + B + "," + B + "]");
    }

    /** Whatever one byte is changed to: no element appears that was not there, and no other is lost. */
    @Test
    void aBrokenByteMakesNoEventOfAFragment() {
        SplittableRandom random = new SplittableRandom(16);
        List<String> elements = List.of(A, B, "{\"type\":\"d\",\"data\":{\"type\":\"e\",\"list\":[{\"type\":\"f\"}]}}");
        String good = "[" + String.join(",", elements) + "]";
        String odd = "{}[]\",:\\ \0\nx";
        for (int at = 0; at < good.length(); at++) {
            for (int i = 0; i < odd.length(); i++) {
                String bad = good.substring(0, at) + odd.charAt(i) + good.substring(at + 1);
                for (String type : typesKept(bad)) {
                    assertThat(type).as(bad).matches("a|b|d|[^cef].*");
                }
            }
            int cut = random.nextInt(good.length());
            assertThat(typesKept(good.substring(0, cut))).isSubsetOf("a", "b", "d");
        }
    }

    private static List<String> typesKept(String body) {
        try {
            List<String> types = new ArrayList<>();
            for (Part part : JsonSlicer.parts(body.getBytes(ISO_8859_1))) {
                if (part instanceof Slice slice && slice.read() != null) {
                    types.add(String.valueOf(slice.read().get("type")));
                }
            }
            return types;
        } catch (NotJsonException e) {
            return List.of();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\n", "{}\n", "{\"\n", "[{", "{}x", "\"\n{", "{{}\n", "\\\"", ",", "}{", "\0", "{\"a\":nul},"})
    void aMegabyteOfNothingTakesNoTime(String piece) {
        byte[] body = ("{}" + piece.repeat((1 << 20) / piece.length()) + "x").getBytes(UTF_8);

        assertThat(Duration.ofNanos(time(body))).isLessThan(Duration.ofSeconds(10));
    }

    private static long time(byte[] body) {
        long begun = System.nanoTime();
        try {
            assertThat(JsonSlicer.parts(body)).hasSizeLessThanOrEqualTo(20_001);
        } catch (NotJsonException e) {
            assertThat(e).hasMessageStartingWith("not ");
        }
        return System.nanoTime() - begun;
    }

    private static String written(String sketch) {
        return sketch.replace("%r", "\r")
                .replace("%n", "\n")
                .replace("^", "\u00EF\u00BB\u00BF")
                .replace("A", A)
                .replace("B", B);
    }

    /** The elements as they were cut out; with a mark what goes to quarantine. An object is what it is alone. */
    private static List<String> parts(String body) throws NotJsonException {
        List<String> parts = new ArrayList<>();
        for (Part part : JsonSlicer.parts(body.getBytes(ISO_8859_1))) {
            if (part instanceof Scrap scrap) {
                parts.add("!" + new String(scrap.bytes(), ISO_8859_1));
            } else if (part instanceof Slice slice) {
                parts.add((slice.read() == null ? "!" : "")
                        + new String(slice.json().getBytes(UTF_8), ISO_8859_1));
                assertThat(slice.read()).isEqualTo(alone(slice));
            }
        }
        return parts;
    }

    private static @Nullable Object alone(Slice slice) {
        try {
            return slice.isObject() ? Json.object(slice.json()) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
