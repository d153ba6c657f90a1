package dev.serai.simulator.salesforce;

import java.math.BigDecimal;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * A literal of a query.
 *
 * @param text what stands between the quotes, with its escapes; or the bare word
 */
record Literal(boolean quoted, String text) {
    private static final String ESCAPES = "nrtbf\"'\\";
    private static final String MEANT = "\n\r\t\b\f\"'\\";

    /**
     * The value as the field compares it.
     *
     * @throws Refused if such a literal cannot be compared with the field
     */
    @Nullable
    Object value(Field field) {
        if (!quoted && text.equalsIgnoreCase("null")) {
            return null;
        }
        if (field.type().isQuoted() != quoted) {
            throw wrongType(field);
        }
        return quoted ? comparable(field) : bare(field);
    }

    private Object comparable(Field field) {
        String value = unescaped();
        if (field.type() == FieldType.ID || field.type() == FieldType.LOOKUP) {
            return RecordId.read(value)
                    .orElseThrow(() -> new Refused(400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + value));
        }
        return field.comparable(value);
    }

    private Object bare(Field field) {
        try {
            return switch (field.type()) {
                case DATE_TIME -> Values.time(text);
                case DATE -> Values.date(text);
                // as the field compares texts
                case TIME -> field.comparable(Values.timeOfDay(text));
                case NUMBER, CURRENCY, PERCENT -> new BigDecimal(text);
                default -> truth(field);
            };
        } catch (DateTimeException | NumberFormatException e) {
            throw wrongType(field);
        }
    }

    private Boolean truth(Field field) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw wrongType(field);
        }
        return text.equalsIgnoreCase("true");
    }

    private static Refused wrongType(Field field) {
        return new Refused(
                400,
                "INVALID_FIELD",
                "value of filter criterion for field '%s' must be of type %s and should %sbe enclosed in quotes"
                        .formatted(
                                field.name(),
                                field.type().described(),
                                field.type().isQuoted() ? "" : "not "));
    }

    private String unescaped() {
        StringBuilder plain = new StringBuilder();
        for (int place = 0; place < text.length(); place++) {
            char each = text.charAt(place);
            if (each == '\\') {
                place++;
                plain.append(meant(text.charAt(place)));
            } else {
                plain.append(each);
            }
        }
        return plain.toString();
    }

    private static char meant(char escaped) {
        int which = ESCAPES.indexOf(escaped);
        if (which < 0) {
            throw SoqlStatement.malformed("Illegal character sequence '\\" + escaped + "' in string literal.");
        }
        return MEANT.charAt(which);
    }

    /** The regular expression for LIKE: {@code %} is anything, {@code _} is one character, unless escaped. */
    String pattern() {
        StringBuilder pattern = new StringBuilder("(?isu)");
        for (int place = 0; place < text.length(); place++) {
            char each = text.charAt(place);
            if (each == '\\') {
                place++;
                char next = text.charAt(place);
                pattern.append(quoted(next == '%' || next == '_' ? next : meant(next)));
            } else {
                pattern.append(each == '%' ? ".*" : each == '_' ? "." : quoted(each));
            }
        }
        return pattern.toString();
    }

    private static String quoted(char each) {
        return Character.isLetterOrDigit(each) || Character.isSurrogate(each) ? String.valueOf(each) : "\\" + each;
    }
}
