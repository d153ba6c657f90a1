package dev.serai.check;

import dev.serai.check.Branch.Compared;
import dev.serai.event.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What a condition asks of an event. Of Simple these are its functions of headers, body and variables; of a script the headers and the members
 * of the payload that it names, for a script itself cannot be taken apart.
 */
final class ComparedValues {
    private static final Pattern FUNCTION =
            Pattern.compile("\\$\\{(?:in\\.)?(?:headers?|body|variables?|exchangeProperty)\\b[^{}]*}");

    /** {@code headers.eventType}, {@code body.data?.items}, {@code body['type']}. */
    private static final Pattern NAMED =
            Pattern.compile("\\b(?:headers|body)(?:\\??\\.\\w+(?!\\w*\\()|\\??\\[\\s*['\"][^'\"\\]]+['\"]\\s*])+");

    private static final Pattern NAME = Pattern.compile("\\w[\\w-]*");

    private ComparedValues() {}

    static List<Compared> of(ExpressionDefinition condition, Exchange exchange) {
        String text = condition.getExpression();
        if ("simple".equals(condition.getLanguage())) {
            return found(FUNCTION, text).stream()
                    .map(each -> new Compared(each, simple(each, exchange)))
                    .toList();
        }
        return found(NAMED, text).stream()
                .map(each -> new Compared(each, shortened(Json.text(at(each, exchange)))))
                .toList();
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher each = pattern.matcher(text);
        while (each.find()) {
            found.add(each.group());
        }
        return found;
    }

    private static @Nullable String simple(String function, Exchange exchange) {
        try {
            Object value = exchange.getContext()
                    .resolveLanguage("simple")
                    .createExpression(function)
                    .evaluate(exchange, Object.class);
            return shortened(Json.text(value));
        } catch (RuntimeException e) {
            return null; // the condition itself fails as well, which the decision says
        }
    }

    private static @Nullable Object at(String named, Exchange exchange) {
        List<String> names = new ArrayList<>(found(named));
        Map<?, ?> root =
                names.remove(0).equals("headers") ? exchange.getMessage().getHeaders() : body(exchange);
        return Json.at(root, names.toArray(String[]::new));
    }

    private static List<String> found(String named) {
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(named);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    private static Map<?, ?> body(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Map<?, ?> payload ? payload : Map.of();
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= Compared.MAX_VALUE
                ? text
                : text.substring(0, Compared.MAX_VALUE - 1) + "…";
    }
}
