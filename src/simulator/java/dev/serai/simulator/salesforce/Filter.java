package dev.serai.simulator.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The comparisons of queries, ready to be asked of records. */
final class Filter {
    private Filter() {}

    static Predicate<Row> of(Field field, SoqlStatement.Condition condition) {
        if (!field.type().isFilterable()) {
            throw new Refused(400, "INVALID_FIELD", "field '" + field.name() + "' can not be filtered in a query call");
        }
        return switch (condition.operator()) {
            case "LIKE" -> like(field, condition.literals().get(0));
            case "=", "IN" -> among(field, condition);
            case "!=", "<>" -> among(field, condition).negate();
            default -> bounded(field, condition);
        };
    }

    private static Predicate<Row> among(Field field, SoqlStatement.Condition condition) {
        Set<@Nullable Object> values = new HashSet<>();
        condition.literals().forEach(literal -> values.add(even(literal.value(field))));
        return row -> values.contains(value(row, field));
    }

    private static Predicate<Row> like(Field field, Literal literal) {
        if (!field.type().isLike() || !literal.quoted()) {
            throw new Refused(
                    400, "INVALID_FIELD", "invalid operator on " + field.type().described() + " field");
        }
        Pattern pattern = Pattern.compile(literal.pattern());
        return row -> row.value(field) instanceof String value
                && pattern.matcher(value).matches();
    }

    private static Predicate<Row> bounded(Field field, SoqlStatement.Condition condition) {
        Object bound = condition.literals().get(0).value(field);
        return row -> {
            Object value = value(row, field);
            return bound != null && value != null && holds(compare(value, bound), condition.operator());
        };
    }

    private static boolean holds(int order, String operator) {
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** Orders values of one field; nothing comes first. */
    static int compare(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        if (left instanceof BigDecimal number) {
            return number.compareTo((BigDecimal) right);
        }
        if (left instanceof Instant time) {
            return time.compareTo((Instant) right);
        }
        return left.toString().compareTo(right.toString());
    }

    static @Nullable Object value(Row row, Field field) {
        Object value = row.value(field);
        return value == null ? null : even(field.comparable(value));
    }

    /** Numbers are equal whatever their scale. */
    private static @Nullable Object even(@Nullable Object value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }
}
