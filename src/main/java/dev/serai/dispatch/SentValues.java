package dev.serai.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.event.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of the errors of a call what they quote of the events that were sent: a name or a telephone number looks like any
 * other word, and only the payload tells which word it is.
 */
final class SentValues {
    private static final String VALUE = "<value>";
    /** More payload than that is not read for the sake of an error. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final int MIN_LENGTH = 2;
    private static final int MIN_DIGITS = 7;

    /** Members that name a person or a way to reach one. */
    private static final Pattern PERSONAL = Pattern.compile(
            "(?i).*(name|mail|phone|mobile|contact|recipient|address|street|city|birth|salutation|person|author|user).*");

    /** A key, a type, a state: nothing that a person is called. */
    private static final Pattern CODE = Pattern.compile("[a-z0-9]+(?:[_.:-][a-z0-9]+)+|[0-9]{1,6}");

    private SentValues() {}

    /** The same result, whose reasons quote none of the values of the batch. */
    static CallResult hidden(CallResult result, List<Delivery> batch) {
        boolean failed =
                result.failure() != null || result.outcomes().values().stream().anyMatch(Failed.class::isInstance);
        if (!failed) {
            return result;
        }
        Map<Delivery, Outcome> outcomes = new HashMap<>();
        result.outcomes()
                .forEach((delivery, outcome) -> outcomes.put(
                        delivery, outcome instanceof Failed own ? hidden(own, values(List.of(delivery))) : outcome));
        return new CallResult(result.failure() == null ? null : hidden(result.failure(), values(batch)), outcomes);
    }

    private static Failed hidden(Failed failed, Collection<String> values) {
        String reason = failed.reason();
        String lower = reason.toLowerCase(Locale.ROOT);
        for (String value : values) {
            if (lower.contains(value.toLowerCase(Locale.ROOT))) {
                reason = Pattern.compile(
                                "(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(reason)
                        .replaceAll(Matcher.quoteReplacement(VALUE));
            }
        }
        return reason.equals(failed.reason()) ? failed : failed.withReason(reason);
    }

    /** The longest first, because one may be a part of another. */
    private static Set<String> values(List<Delivery> deliveries) {
        Set<String> values = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        long characters = 0;
        for (Delivery delivery : deliveries) {
            characters += delivery.characters();
            if (characters > MAX_CHARACTERS) {
                return values;
            }
            try {
                Map<String, Object> payload =
                        Json.payload(delivery.due().event().payload());
                add(payload, "", values);
            } catch (JsonProcessingException e) {
                // nothing of a payload that cannot be read was sent
            }
            values.remove(delivery.getType());
            values.remove(delivery.getFamily());
        }
        return values;
    }

    private static void add(Object value, String name, Set<String> values) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> addTo(each, String.valueOf(key), values));
        } else if (value instanceof Iterable<?> list) {
            list.forEach(each -> addTo(each, name, values));
        } else if (!(value instanceof Boolean)) {
            String text = String.valueOf(Json.text(value)).strip();
            if (isPersonal(text, name)) {
                values.add(text);
            }
        }
    }

    private static void addTo(@Nullable Object value, String name, Set<String> values) {
        if (value != null) {
            add(value, name, values);
        }
    }

    private static boolean isPersonal(String text, String name) {
        if (text.length() < MIN_LENGTH
                || text.length() > Outcome.MAX_REASON
                || CODE.matcher(text).matches()) {
            return false;
        }
        boolean isNumber =
                text.chars().filter(Character::isDigit).count() >= MIN_DIGITS && text.matches("[+0-9][0-9 ()./-]*");
        return isNumber || text.indexOf(' ') > 0 || PERSONAL.matcher(name).matches();
    }
}
