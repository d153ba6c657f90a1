package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.serai.event.Json;
import dev.serai.receive.JsonSlicer.NotJsonException;
import dev.serai.receive.JsonSlicer.Slice;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSlicerTest {
    /** JSON, and deeper than anybody reads. */
    private static final String DEEP = "{\"a\":" + "[".repeat(1_500) + "]".repeat(1_500) + "}";

    @Test
    void cutsAListIntoItsMembersWithoutChangingACharacter() throws Exception {
        String first = "{ \"a\" :\t1.50E+2 , \"a\":\"\\u00e9 é 𝄞 ]\" }";
        String second = "{\"b\":[ {\"c\":\"}\"}, [] ]}";

        assertThat(slices(" [ " + first + " ,\r\n" + second + ",{}] \n"))
                .extracting(Slice::json, Slice::isObject, Slice::read)
                .containsExactly(
                        tuple(first, true, Json.object(first)),
                        tuple(second, true, Json.object(second)),
                        tuple("{}", true, Map.of()));
    }

    @Test
    void anElementThatCannotBeReadDoesNotTakeItsNeighboursAlong() throws NotJsonException {
        List<Slice> slices = slices("[{\"n\":1}," + DEEP + ",{\"n\":2}]");

        assertThat(slices).extracting(Slice::json).containsExactly("{\"n\":1}", DEEP, "{\"n\":2}");
        assertThat(List.of(slices.get(0), slices.get(2)))
                .extracting(Slice::object)
                .containsExactly(Map.of("n", 1), Map.of("n", 2));
        assertThatThrownBy(slices.get(1)::object).isInstanceOf(StreamConstraintsException.class);
    }

    /** It is what stands for a character that cannot be decoded, and a character of its own. */
    @Test
    void takesTheReplacementCharacterForWhatItIs() throws NotJsonException {
        assertThat(slices("{\"a\":\"\uFFFD\"}")).extracting(Slice::json).containsExactly("{\"a\":\"\uFFFD\"}");
    }

    @Test
    void takesASingleValueForAListOfOne() throws NotJsonException {
        assertThat(slices(" {\"a\":1} \n"))
                .extracting(Slice::json, Slice::read)
                .containsExactly(tuple("{\"a\":1}", Map.of("a", 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "-1.5e3",
                "12345678901234567890123",
                "\"text \\\" , ]\"",
                "true",
                "false",
                "null",
                "[1, [2]]",
                "[]"
            })
    void cutsOutWhatIsNoObjectAsWell(String value) throws NotJsonException {
        assertThat(slices("[{}," + value + " , " + value + "]"))
                .extracting(Slice::json, Slice::isObject)
                .containsExactly(tuple("{}", true), tuple(value, false), tuple(value, false));
    }

    /** The parser reads long texts piece by piece. */
    @Test
    void findsItsWayInLongBodies() throws NotJsonException {
        List<String> elements = IntStream.range(0, 5_000)
                .mapToObj(each -> "{\"n\":" + each + ",\"text\":\"" + "ä".repeat(each % 300) + "\"}")
                .toList();

        assertThat(slices(list(elements))).extracting(Slice::json).isEqualTo(elements);
        assertThat(slices(list(elements))).extracting(Slice::read).doesNotContainNull();
        assertThat(slices(list(elements).replaceFirst("]$", "," + DEEP + "]")))
                .extracting(Slice::json)
                .startsWith(elements.toArray(String[]::new))
                .endsWith(DEEP);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ' '        | not JSON: nothing but blanks
            7 8        | not JSON: more than one value
            [] []      | not JSON: more than one value
            {"a":      | not JSON at character
            [7,        | not JSON at character
            [7,]       | not JSON at character
            {a:1}      | not JSON at character
            {'a':1}    | not JSON at character
            [NaN]      | not JSON at character
            // comment | not JSON at character
            """)
    void saysWhyItIsNoJson(String body, String reason) {
        assertThatThrownBy(() -> slices(body))
                .isInstanceOf(NotJsonException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void saysSoWhenItNestsDeeperThanAnyoneCanRead() {
        assertThatThrownBy(() -> slices("[".repeat(300_000)))
                .isInstanceOf(NotJsonException.class)
                .hasMessage("not JSON within bounds");
    }

    private static String list(List<String> elements) {
        return elements.stream().collect(Collectors.joining(" , ", "[", "]"));
    }

    private static List<Slice> slices(String body) throws NotJsonException {
        return JsonSlicer.parts(body.getBytes(UTF_8)).stream()
                .map(Slice.class::cast)
                .toList();
    }
}
