package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.outbox.FailedCallException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of an event becomes in the address of a call. */
class HttpAddressHeadersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "plain           | plain",
                "a/b             | a%2Fb",
                "?proxyHost=evil | %3FproxyHost%3Devil",
                "&x=y            | %26x%3Dy",
                "a#b             | a%23b",
                "50 %            | 50%20%25",
                "%2F             | %252F",
                "ü+ö             | %C3%BC%2B%C3%B6",
                "{{the.secret}}  | %7B%7Bthe.secret%7D%7D",
                "john@x.de       | john%40x.de",
                "...             | ..."
            })
    void aPartOfAPathAndAValueOfAQueryStayWhatTheyAre(String text, String encoded) {
        assertThat(HttpAddressHeaders.path(List.of("contacts", text))).isEqualTo("contacts/" + encoded);
        assertThat(HttpAddressHeaders.query(Map.of("q", text))).isEqualTo("q=" + encoded);
    }

    @Test
    void aLineBreakBeginsNoHeader() {
        assertThat(HttpAddressHeaders.path(List.of("a\r\nHost: evil"))).isEqualTo("a%0D%0AHost%3A%20evil");
        assertThat(HttpAddressHeaders.path("a\r\nHost:evil")).isEqualTo("a%0D%0AHost:evil");
        assertThat(HttpAddressHeaders.query("q=a\r\nHost:evil")).isEqualTo("q=a%0D%0AHost:evil");
    }

    @ParameterizedTest
    @CsvSource({
        "contacts/john@x.de, contacts/john@x.de",
        "/contacts/a b, /contacts/a%20b",
        "contacts/a%20b, contacts/a%20b",
        "contacts/50%, contacts/50%25",
        "contacts/?x=y, contacts/%3Fx=y",
        "contacts/#x, contacts/%23x"
    })
    void aPathThatIsTextEndsWithThePath(String text, String encoded) {
        assertThat(HttpAddressHeaders.path(text)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "%2e%2E", "a/../b", "../a", "a/.."})
    void noTextLeadsToAnotherPath(String text) {
        assertThatThrownBy(() -> HttpAddressHeaders.path("contacts/" + text)).isInstanceOf(FailedCallException.class);
        if (!text.contains("/") && !text.contains("%")) {
            assertThatThrownBy(() -> HttpAddressHeaders.path(List.of(text))).isInstanceOf(FailedCallException.class);
        }
    }

    @Test
    void aPartThatAnEventLacksIsNotLeftOut() {
        assertThatThrownBy(() -> HttpAddressHeaders.path(Arrays.asList("contacts", null)))
                .hasMessage("a part of CamelHttpPath is empty for this event");
    }

    @Test
    void aQueryLeavesOutWhatIsNullAndRepeatsALists() {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("none", null);
        query.put("tag", List.of("a&b", 2));
        query.put("sure", true);
        assertThat(HttpAddressHeaders.query(query)).isEqualTo("tag=a%26b&tag=2&sure=true");
    }

    @Test
    void aQueryThatIsTextKeepsItsSeparators() {
        assertThat(HttpAddressHeaders.query("a=1&b=x%2Fy+z#c")).isEqualTo("a=1&b=x%2Fy+z%23c");
    }
}
