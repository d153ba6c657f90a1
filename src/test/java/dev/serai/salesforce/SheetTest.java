package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SheetTest {
    @Test
    void whatIsNotThereIsEmptyAndWhatIsNullOrEmptyIsCleared() {
        Sheet sheet = new Sheet(List.of(record("a", "1"), record("a", null, "b", ""), record("b", "2")));

        assertThat(sheet.head()).isEqualTo("\"a\",\"b\"\n");
        assertThat(sheet.line(0)).isEqualTo("\"1\",\n");
        assertThat(sheet.line(1)).isEqualTo("\"#N/A\",\"#N/A\"\n");
        assertThat(sheet.line(2)).isEqualTo(",\"2\"\n");
    }

    @Test
    void valuesAreWrittenAsSalesforceReadsThem() {
        Sheet sheet = new Sheet(List.of(record(
                "truth",
                true,
                "count",
                1_000_000_000_000L,
                "share",
                new BigDecimal("1.50"),
                "large",
                1.0E10,
                "time",
                "2026-03-01T12:00:00Z")));

        assertThat(sheet.line(0))
                .isEqualTo("\"true\",\"1000000000000\",\"1.50\",\"10000000000\",\"2026-03-01T12:00:00Z\"\n");
    }

    @Test
    void theTypeIsSaidByTheJobAndNotByItsRows() {
        Sheet sheet = new Sheet(List.of(record("attributes", Map.of("type", "Email_Event__c"), "a", "1")));

        assertThat(sheet.head()).isEqualTo("\"a\"\n");
    }

    @Test
    void aParentIsNamedByAColumnOfItsKey() {
        Map<?, ?> parent = record("attributes", Map.of("type", "Contact"), "Email", "jane@example.com");
        Sheet sheet = new Sheet(List.of(
                record("a", "1", "Contact__r", parent), record("a", "2", "Contact__r", null), record("a", "3")));

        assertThat(sheet.head()).isEqualTo("\"a\",\"Contact__r.Email\"\n");
        assertThat(sheet.line(0)).isEqualTo("\"1\",\"jane@example.com\"\n");
        assertThat(sheet.line(1)).isEqualTo("\"2\",\"#N/A\"\n");
        assertThat(sheet.line(2)).isEqualTo("\"3\",\n");
    }

    @Test
    void aListIsNoValue() {
        assertThatThrownBy(() -> new Sheet(List.of(record("a", List.of("1")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Map<?, ?> record(@Nullable Object... namesAndValues) {
        Map<@Nullable Object, @Nullable Object> record = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            record.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return record;
    }
}
