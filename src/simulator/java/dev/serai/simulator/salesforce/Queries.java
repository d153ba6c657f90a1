package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.RestAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Queries and their pages. */
final class Queries {
    private final Schema schema;
    private final Store store;
    private final Reading reading;
    private final Map<String, Result> results = new LinkedHashMap<>();
    private volatile int pageSize = 2_000;

    /** What was found, as it was then. */
    private record Result(List<Field> fields, List<Row> rows) {}

    Queries(Schema schema, Store store, Reading reading) {
        this.schema = schema;
        this.store = store;
        this.reading = reading;
    }

    void pageSize(int rows) {
        pageSize = rows;
    }

    /** @param deleted whether the deleted records are found too */
    RestAnswer first(Call call, boolean deleted) {
        String text = call.parameter("q");
        if (text == null || text.isBlank()) {
            throw SoqlStatement.malformed("SOQL statement is empty");
        }
        SoqlStatement soql = SoqlStatement.parse(text);
        SObjectType type = schema.find(soql.from());
        if (type == null || type.isEvent()) {
            throw new Refused(400, "INVALID_TYPE", "sObject type '" + soql.from() + "' is not supported.");
        }
        List<Row> rows = rows(soql, type, deleted);
        if (soql.fields().isEmpty()) {
            return page(rows.size(), List.of());
        }
        List<Field> fields =
                soql.fields().stream().map(name -> field(type, name)).toList();
        String locator = "01g" + store.newId("xxx").substring(3);
        results.put(locator, new Result(fields, rows));
        return page(call, locator, 0);
    }

    private List<Row> rows(SoqlStatement soql, SObjectType type, boolean deleted) {
        soql.fields().forEach(name -> field(type, name));
        Predicate<Row> all = row -> deleted || !row.deleted();
        for (SoqlStatement.Condition condition : soql.where()) {
            all = all.and(Filter.of(field(type, condition.field()), condition));
        }
        List<Row> rows = new ArrayList<>(store.all(type).stream().filter(all).toList());
        if (!soql.order().isEmpty()) {
            Field by = field(type, soql.order());
            Comparator<Row> order = (left, right) -> Filter.compare(Filter.value(left, by), Filter.value(right, by));
            rows.sort(soql.descending() ? order.reversed() : order);
        }
        return rows.subList(0, Math.min(rows.size(), soql.limit()));
    }

    private Field field(SObjectType type, String name) {
        Field field = schema.visible(type, name);
        if (field == null) {
            throw new Refused(
                    400,
                    "INVALID_FIELD",
                    "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append"
                                    .formatted(name, type.name())
                            + " the '__c' after the custom field name.");
        }
        return field;
    }

    /** A further page; its name is that of the result and the number of the row it begins with. */
    RestAnswer next(Call call) {
        String name = call.word(1);
        int dash = name.lastIndexOf('-');
        if (dash < 0
                || !results.containsKey(name.substring(0, dash))
                || !name.substring(dash + 1).matches("\\d{1,9}")) {
            throw new Refused(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        return page(call, name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)));
    }

    private RestAnswer page(Call call, String locator, int from) {
        Result result = results.getOrDefault(locator, new Result(List.of(), List.of()));
        int total = result.rows().size();
        int end = Math.min(total, from + pageSize);
        List<Map<String, @Nullable Object>> records = result.rows().subList(Math.min(from, end), end).stream()
                .map(row -> reading.json(call, row, result.fields()))
                .toList();
        String next = "/services/data/%s/query/%s-%d".formatted(call.version(), locator, end);
        if (end == total) {
            results.remove(locator);
            return page(total, records);
        }
        return RestAnswer.json(200, answer(total, records, next));
    }

    private static RestAnswer page(int total, List<Map<String, @Nullable Object>> records) {
        return RestAnswer.json(200, answer(total, records, ""));
    }

    private static Map<String, Object> answer(int total, List<Map<String, @Nullable Object>> records, String next) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("totalSize", total);
        answer.put("done", next.isEmpty());
        if (!next.isEmpty()) {
            answer.put("nextRecordsUrl", next);
        }
        answer.put("records", records);
        return answer;
    }
}
