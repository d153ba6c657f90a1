package dev.serai.simulator.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A query of the subset that is understood; everything else is malformed.
 *
 * @param fields empty for {@code COUNT()}
 * @param order the field to sort by, or nothing
 */
record SoqlStatement(
        List<String> fields, String from, List<Condition> where, String order, boolean descending, int limit) {

    /** One comparison. */
    record Condition(String field, String operator, List<Literal> literals) {}

    static SoqlStatement parse(String text) {
        if (text.length() > 100_000) {
            throw malformed("SOQL statements cannot be longer than 100000 characters.");
        }
        return new Parser(new SoqlWords(text)).query();
    }

    static Refused malformed(String message) {
        return new Refused(400, "MALFORMED_QUERY", message);
    }

    private record Parser(SoqlWords words) {
        private static final Set<String> OPERATORS = Set.of("=", "!=", "<>", "<", ">", "<=", ">=", "LIKE", "IN");

        SoqlStatement query() {
            words.expect("SELECT");
            List<String> fields = fields();
            words.expect("FROM");
            String from = words.name();
            List<Condition> where = words.accept("WHERE") ? conditions() : List.of();
            String order = ordered();
            boolean descending = !order.isEmpty() && !words.accept("ASC") && words.accept("DESC");
            int limit = words.accept("LIMIT") ? words.number() : Integer.MAX_VALUE;
            words.end();
            return new SoqlStatement(fields, from, where, order, descending, limit);
        }

        private List<String> fields() {
            if (words.accept("COUNT")) {
                words.expect("(");
                words.expect(")");
                return List.of();
            }
            List<String> fields = new ArrayList<>(List.of(words.name()));
            while (words.accept(",")) {
                fields.add(words.name());
            }
            return fields;
        }

        private List<Condition> conditions() {
            List<Condition> conditions = new ArrayList<>(List.of(condition()));
            while (words.accept("AND")) {
                conditions.add(condition());
            }
            return conditions;
        }

        private Condition condition() {
            String field = words.name();
            String operator = words.next().toUpperCase(Locale.ROOT);
            if (!OPERATORS.contains(operator)) {
                throw malformed("unexpected token: '" + operator + "'");
            }
            return new Condition(field, operator, operator.equals("IN") ? list() : List.of(words.literal()));
        }

        private List<Literal> list() {
            words.expect("(");
            List<Literal> literals = new ArrayList<>(List.of(words.literal()));
            while (words.accept(",")) {
                literals.add(words.literal());
            }
            words.expect(")");
            return literals;
        }

        private String ordered() {
            if (!words.accept("ORDER")) {
                return "";
            }
            words.expect("BY");
            return words.name();
        }
    }
}
