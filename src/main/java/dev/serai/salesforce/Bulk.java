package dev.serai.salesforce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An upsert of more records than a call takes, for a backlog: jobs of Bulk API 2.0 carry it, and what comes back has the
 * form that collections give, so that a route file is the same for one record and for ten thousand.
 */
final class Bulk {
    /** The most records of a call of collections. */
    static final int MOST_OF_A_CALL = 200;

    /** What Salesforce works off as one piece. */
    private static final int MOST_ROWS = 10_000;

    /** Of a file; the answers repeat it, and have to fit into memory. */
    private static final int MOST_CHARACTERS = 6 << 20;

    /** {@code CODE:text:Field, Other --}. */
    private static final Pattern ERROR = Pattern.compile("(\\w+):(.*):([^:]*?)\\s*--\\s*", Pattern.DOTALL);

    private final Jobs jobs;

    Bulk(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Upserts records by their key.
     *
     * @param records maps, as for collections
     * @param wanted whether anybody still waits for it
     * @return a result per record in the same order; null for one of which Salesforce says nothing
     * @throws Exception if all of them are to be sent again
     */
    List<@Nullable Map<String, Object>> upsert(
            String sobject, String key, List<Map<?, ?>> records, BooleanSupplier wanted) throws Exception {
        Sheet sheet = new Sheet(records);
        @Nullable Map<String, Object>[] results = results(records.size());
        for (List<Integer> file : files(sheet, key, results)) {
            StringBuilder csv = new StringBuilder(sheet.head());
            Map<String, Integer> rows = new HashMap<>();
            for (int row : file) {
                csv.append(sheet.line(row));
                rows.put(sheet.text(row, key), row);
            }
            Jobs.Ended ended = jobs.upsert(sobject, key, csv.toString(), wanted);
            ended.successful().forEach(each -> put(results, rows.get(each.get(key)), written(each)));
            ended.failed().forEach(each -> put(results, rows.get(each.get(key)), refused(each.get("sf__Error"))));
        }
        return Arrays.asList(results);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Map<String, Object>[] results(int size) {
        return new Map[size];
    }

    private static void put(
            @Nullable Map<String, Object>[] results, @Nullable Integer row, Map<String, Object> result) {
        if (row != null) {
            results[row] = result;
        }
    }

    /**
     * The records, by their places, in files that are worked off one after the other. Rows of one file are written in any
     * order and at once, so the same key is never twice in one: the newest is in the last.
     */
    private static List<List<Integer>> files(Sheet sheet, String key, @Nullable Map<String, Object>[] results) {
        List<List<Integer>> rounds = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        for (int row = 0; row < results.length; row++) {
            String value = sheet.text(row, key);
            if (value.isEmpty()) {
                results[row] = refused("MISSING_ARGUMENT:" + key + " not specified:" + key + " --");
                continue;
            }
            int time = times.merge(value.toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (rounds.size() < time) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(time - 1).add(row);
        }
        List<List<Integer>> files = new ArrayList<>();
        rounds.forEach(round -> cut(sheet, round, files));
        return files;
    }

    private static void cut(Sheet sheet, List<Integer> round, List<List<Integer>> files) {
        int from = 0;
        long characters = 0;
        for (int at = 0; at < round.size(); at++) {
            characters += sheet.line(round.get(at)).length();
            if (at > from && (at - from >= MOST_ROWS || characters > MOST_CHARACTERS)) {
                files.add(round.subList(from, at));
                from = at;
                characters = 0;
            }
        }
        files.add(round.subList(from, round.size()));
    }

    private static Map<String, Object> written(Map<String, String> row) {
        return Map.of(
                "id", row.getOrDefault("sf__Id", ""),
                "success", true,
                "created", Boolean.parseBoolean(row.get("sf__Created")),
                "errors", List.of());
    }

    private static Map<String, Object> refused(@Nullable String error) {
        Matcher parts = ERROR.matcher(error == null ? "" : error);
        Map<String, Object> reason = parts.matches()
                ? Map.of(
                        "statusCode", parts.group(1),
                        "message", parts.group(2),
                        "fields",
                                Arrays.stream(parts.group(3).split("\\s*,\\s*"))
                                        .filter(field -> !field.isEmpty())
                                        .toList())
                : Map.of("statusCode", "UNKNOWN_EXCEPTION", "message", "", "fields", List.of());
        return Map.of("success", false, "errors", List.of(reason));
    }
}
