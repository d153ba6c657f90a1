package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {
    private static final List<String> ODD = List.of(
            "a,b", "\"quoted\"", "two\nlines", "and\r\nthree", " spaces ", "ü 🌷 \u2028", "'", "\"", "\"\"", ",");

    @Test
    void whatIsWrittenIsRead() throws Exception {
        List<String> names = ODD.stream().map(each -> "n" + ODD.indexOf(each)).toList();

        Map<String, String> read = Csv.records(Csv.line(names) + Csv.line(ODD)).get(0);

        assertThat(read.keySet()).containsExactlyElementsOf(names);
        assertThat(read.values()).containsExactlyElementsOf(ODD);
    }

    @Test
    void whatOthersWriteIsRead() throws Exception {
        assertThat(Csv.records("a,\"b\"\r\n1,\r\n,\"2\""))
                .containsExactly(Map.of("a", "1", "b", ""), Map.of("a", "", "b", "2"));
        assertThat(Csv.records("a,b\n")).isEmpty();
        assertThat(Csv.records("")).isEmpty();
    }

    @Test
    void whatBreaksOffIsNotRead() {
        assertThatThrownBy(() -> Csv.records("a\n\"br")).isInstanceOf(JsonParseException.class);
    }
}
