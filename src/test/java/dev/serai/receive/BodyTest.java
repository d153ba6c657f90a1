package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.receive.Body.NotJson;
import dev.serai.receive.Body.Slice;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    @Test
    void cutsAListIntoItsMembersWithoutChangingACharacter() throws NotJson {
        String first = "{ \"a\" :\t1.50E+2 , \"a\":\"\\u00e9 é 𝄞 ]\" }";
        String second = "{\"b\":[ {\"c\":\"}\"}, [] ]}";

        assertThat(Body.slices((" [ " + first + " ,\r\n" + second + ",{}] \n").getBytes(UTF_8)))
                .containsExactly(new Slice(first, true), new Slice(second, true), new Slice("{}", true));
    }

    /** It is what stands for a character that cannot be decoded, and a character of its own. */
    @Test
    void takesTheReplacementCharacterForWhatItIs() throws NotJson {
        assertThat(Body.slices("{\"a\":\"\uFFFD\"}".getBytes(UTF_8)))
                .containsExactly(new Slice("{\"a\":\"\uFFFD\"}", true));
    }

    @Test
    void takesASingleValueForAListOfOne() throws NotJson {
        assertThat(Body.slices(" {\"a\":1} \n".getBytes(UTF_8))).containsExactly(new Slice("{\"a\":1}", true));
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
    void cutsOutWhatIsNoObjectAsWell(String value) throws NotJson {
        assertThat(Body.slices(("[{}," + value + " , " + value + "]").getBytes(UTF_8)))
                .containsExactly(new Slice("{}", true), new Slice(value, false), new Slice(value, false));
    }

    /** The parser reads long texts piece by piece. */
    @Test
    void findsItsWayInLongBodies() throws NotJson {
        List<String> elements = IntStream.range(0, 5_000)
                .mapToObj(each -> "{\"n\":" + each + ",\"text\":\"" + "ä".repeat(each % 300) + "\"}")
                .toList();

        assertThat(Body.slices(elements.stream()
                        .collect(Collectors.joining(" , ", "[", "]"))
                        .getBytes(UTF_8)))
                .extracting(Slice::json)
                .isEqualTo(elements);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ' '        | not JSON: nothing but blanks
            {}{}       | not JSON: more than one value
            [] []      | not JSON: more than one value
            {"a":      | not JSON at character
            [{},       | not JSON at character
            [{},]      | not JSON at character
            {a:1}      | not JSON at character
            {'a':1}    | not JSON at character
            [NaN]      | not JSON at character
            // comment | not JSON at character
            """)
    void saysWhyItIsNoJson(String body, String reason) {
        assertThatThrownBy(() -> Body.slices(body.getBytes(UTF_8)))
                .isInstanceOf(NotJson.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void saysSoWhenItNestsDeeperThanAnyoneCanRead() {
        assertThatThrownBy(() -> Body.slices("[".repeat(300_000).getBytes(UTF_8)))
                .isInstanceOf(NotJson.class)
                .hasMessage("not JSON within bounds");
    }
}
