package dev.serai.check;

import dev.serai.event.Json;
import dev.serai.routes.FarSide.Call;
import jakarta.mail.Message.RecipientType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that would have left the process, as text.
 *
 * @param what it asks for: a method and a URL, or the endpoint
 * @param headers that the far side gets
 * @param body as text; JSON for records; empty if there is none
 */
public record SentCall(String what, Map<String, String> headers, String body) {

    static SentCall of(Call call) {
        return switch (call.scheme()) {
            case "http", "https" -> http(call);
            case "jdbc", "sql" -> statement(call);
            case "mail", "smtp", "smtps" -> mail(call);
            default -> new SentCall(uri(call), Map.of(), text(call.body()));
        };
    }

    /** The same without secrets. */
    SentCall masked(Masks masks) {
        Map<String, String> masked = new LinkedHashMap<>(headers);
        masked.replaceAll((name, value) -> masks.apply(value));
        return new SentCall(masks.apply(what), masked, masks.apply(body));
    }

    private static String uri(Call call) {
        return URISupport.sanitizeUri(call.endpoint().getEndpointUri());
    }

    private static SentCall http(Call call) {
        Map<String, Object> headers = call.headers();
        Object path = headers.get(Exchange.HTTP_PATH);
        Object query = headers.get(Exchange.HTTP_QUERY);
        String url = String.valueOf(headers.getOrDefault(Exchange.HTTP_URI, uri(call)));
        if (path != null) {
            url = url.replaceFirst("/?(\\?|$)", "/" + String.valueOf(path).replaceFirst("^/", "") + "$1");
        }
        if (query != null) {
            url = url.replaceFirst("\\?.*", "") + "?" + query;
        }
        Object method = headers.get(Exchange.HTTP_METHOD);
        String given = method == null ? (call.body() == null ? "GET" : "POST") : String.valueOf(method);
        return new SentCall(given + " " + url, ownHeaders(headers), text(call.body()));
    }

    private static SentCall statement(Call call) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (call.headers().get("CamelJdbcParameters") instanceof Map<?, ?> columns) {
            columns.forEach((column, values) -> parameters.put(String.valueOf(column), text(values)));
        }
        return new SentCall(uri(call), parameters, text(call.body()));
    }

    private static SentCall mail(Call call) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (call.endpoint() instanceof MailEndpoint endpoint) {
            headers.put("From", text(endpoint.getConfiguration().getFrom()));
            headers.put("To", text(endpoint.getConfiguration().getRecipients().get(RecipientType.TO)));
        }
        headers.putAll(ownHeaders(call.headers()));
        return new SentCall("mail", headers, text(call.body()));
    }

    /** Those that are no instruction to Camel. */
    private static Map<String, String> ownHeaders(Map<String, Object> headers) {
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (!name.startsWith("Camel") && value != null) {
                own.put(name, Wording.isSecret(name) ? Masks.MASK : text(value));
            }
        });
        return own;
    }

    private static String text(@Nullable Object body) {
        if (body == null) {
            return "";
        }
        if (body instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (body instanceof Object[] values) {
            List<String> texts = new ArrayList<>();
            for (Object value : values) {
                texts.add(value == null ? "null" : text(value));
            }
            return texts.size() == 1 ? texts.get(0) : texts.toString();
        }
        return body instanceof Map<?, ?> || body instanceof List<?> ? Json.write(body) : String.valueOf(body);
    }
}
