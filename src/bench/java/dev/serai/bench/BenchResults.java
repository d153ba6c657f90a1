package dev.serai.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one run has found, by part. */
record BenchResults(Sheet machine, Map<Part, Findings> found) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the parts that were run. */
    Sheet goals() {
        return Goal.sheet(found.values().stream()
                .flatMap(findings -> findings.goals().stream())
                .toList());
    }

    /** All tables. */
    String markdown() {
        return Stream.of(
                        Stream.of(machine),
                        found.values().stream().flatMap(findings -> findings.sheets().stream()),
                        Stream.of(goals()))
                .flatMap(sheets -> sheets)
                .map(Sheet::markdown)
                .collect(Collectors.joining("\n"));
    }

    String json() throws JsonProcessingException {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("machine", table(machine));
        found.forEach((part, findings) -> parts.put(
                part.title(),
                Map.of(
                        "tables",
                        findings.sheets().stream().map(BenchResults::table).toList(),
                        "targets",
                        findings.goals())));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(parts);
    }

    private static Map<String, Object> table(Sheet sheet) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("title", sheet.title());
        table.put("columns", sheet.columns());
        table.put("rows", sheet.rows().stream().map(BenchResults::finite).toList());
        return table;
    }

    /** JSON has no word for what is not a number. */
    private static List<Object> finite(List<Object> row) {
        return row.stream()
                .map(cell -> cell instanceof Double number && !Double.isFinite(number) ? "" : cell)
                .toList();
    }
}
