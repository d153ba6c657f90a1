package dev.serai.salesforce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An upsert of more records than a call takes, for a backlog: jobs of Bulk API 2.0 carry it. */
final class Bulk {
    /** What Salesforce works off as one piece. */
    private static final int MOST_ROWS = 10_000;

    /** Of a file; the answers repeat it, and have to fit into {@link AnswerSizes}. */
    private static final int MOST_BYTES = 6 << 20;

    /** The names of the fields that an error is about have room in it. */
    private static final int LONGEST_NAMES = 2_000;

    private final Jobs jobs;

    Bulk(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Upserts records by their key, which none of them shares with another.
     *
     * @param wanted whether anybody still waits for it
     * @return a result per record in the same order; null for one of which Salesforce says nothing
     * @throws Exception if all of them are to be sent again
     */
    List<@Nullable Object> upsert(String sobject, String key, List<Map<?, ?>> records, BooleanSupplier wanted)
            throws Exception {
        Sheet sheet = new Sheet(records);
        @Nullable Object[] results = new Object[records.size()];
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (int row = 0; row < results.length; row++) {
            if (sheet.text(row, key).isEmpty()) {
                results[row] = refused("MISSING_ARGUMENT:" + key + " not specified:" + key + " --");
            } else {
                rows.put(sheet.text(row, key), row);
            }
        }
        for (String file : files(sheet, rows.values())) {
            Jobs.Ended ended = jobs.upsert(sobject, key, file, wanted);
            ended.successful().forEach(each -> put(results, rows.get(each.get(key)), written(each)));
            ended.failed().forEach(each -> put(results, rows.get(each.get(key)), refused(each.get("sf__Error"))));
        }
        return Arrays.asList(results);
    }

    private static void put(@Nullable Object[] results, @Nullable Integer row, Object result) {
        if (row != null) {
            results[row] = result;
        }
    }

    private static List<String> files(Sheet sheet, Collection<Integer> rows) {
        List<String> files = new ArrayList<>();
        StringBuilder file = new StringBuilder();
        int lines = 0;
        int bytes = 0;
        for (int row : rows) {
            String line = sheet.line(row);
            int more = line.getBytes(StandardCharsets.UTF_8).length;
            if (lines == MOST_ROWS || (lines > 0 && bytes + more > MOST_BYTES)) {
                files.add(file.toString());
                lines = 0;
            }
            if (lines == 0) {
                file = new StringBuilder(sheet.head());
                bytes = file.length();
            }
            bytes += more;
            file.append(line);
            lines++;
        }
        if (lines > 0) {
            files.add(file.toString());
        }
        return files;
    }

    private static Map<String, Object> written(Map<String, String> row) {
        return Map.of(
                "id", row.getOrDefault("sf__Id", ""),
                "success", true,
                "created", Boolean.parseBoolean(row.get("sf__Created")),
                "errors", List.of());
    }

    /** @param error {@code CODE:text:Field, Other --} */
    private static Map<String, Object> refused(@Nullable String error) {
        String text = error == null ? "" : error.strip();
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        boolean known = first > 0 && last > first && text.endsWith("--");
        String names =
                known ? text.substring(Math.max(last + 1, text.length() - LONGEST_NAMES), text.length() - 2) : "";
        Map<String, Object> reason = known
                ? Map.of(
                        "statusCode", text.substring(0, first),
                        "message", text.substring(first + 1, last),
                        "fields",
                                Arrays.stream(names.split(","))
                                        .map(String::strip)
                                        .filter(field -> !field.isEmpty())
                                        .toList())
                : Map.of("statusCode", "UNKNOWN_EXCEPTION", "message", "", "fields", List.of());
        return Map.of("success", false, "errors", List.of(reason));
    }
}
