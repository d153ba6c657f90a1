package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values of fields, from JSON. Times have no fractions of a second: the platform keeps none. */
final class Values {
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT);

    private Values() {}

    static String written(Instant time) {
        return WRITTEN.format(time);
    }

    /** @throws DateTimeException if it is no date with time and offset */
    static Instant time(String text) {
        return OffsetDateTime.parse(text, READ).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * A date as it is stored and compared.
     *
     * @throws DateTimeException if it is no date, or has a time
     */
    static String date(String text) {
        return LocalDate.parse(text).toString();
    }

    /**
     * A time of day as it is stored and compared: to the millisecond, in UTC.
     *
     * @throws DateTimeException if it is none, or has another offset
     */
    static String timeOfDay(String text) {
        return TIME_OF_DAY.format(LocalTime.parse(text.replaceFirst("Z$", "")));
    }

    /** @throws Refused if JSON of that kind cannot be in the field */
    static @Nullable Object ofJson(Field field, JsonNode node) {
        boolean checkbox = field.type() == FieldType.CHECKBOX;
        if (node.isNull() && !checkbox) {
            return null;
        }
        boolean number = field.type().isNumber();
        if (checkbox ? !node.isBoolean() : number ? !node.isNumber() : !node.isTextual()) {
            throw unreadable(field, node);
        }
        if (checkbox) {
            return node.booleanValue();
        }
        return number ? node.decimalValue() : ofText(field, node);
    }

    private static @Nullable Object ofText(Field field, JsonNode node) {
        String text = node.textValue();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return switch (field.type()) {
                case DATE_TIME -> time(text);
                case DATE -> date(text);
                case TIME -> timeOfDay(text);
                default -> text;
            };
        } catch (DateTimeException e) {
            throw unreadable(field, node);
        }
    }

    private static Refused unreadable(Field field, JsonNode node) {
        String kind =
                switch (field.type()) {
                    case CHECKBOX, DATE, DATE_TIME, TIME -> field.type().described();
                    case NUMBER, CURRENCY, PERCENT -> "double";
                    default -> "string";
                };
        return new Refused(
                400,
                "JSON_PARSER_ERROR",
                "Cannot deserialize instance of %s from VALUE_%s value %s or request may be missing a required field"
                        .formatted(kind, node.getNodeType(), node.asText()));
    }
}
