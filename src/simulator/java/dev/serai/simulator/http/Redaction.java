package dev.serai.simulator.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Takes secrets out of requests before they are logged. */
public final class Redaction {
    /** What stands in the place of a secret. */
    public static final String REMOVED = "***";

    private static final Pattern SCHEME = Pattern.compile("^(\\S+) .*$");

    private Redaction() {}

    /** The request with the scheme of its Authorization alone, and another body. */
    public static Request of(Request request, UnaryOperator<String> body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.computeIfPresent(
                "Authorization", (name, value) -> SCHEME.matcher(value).replaceFirst("$1 " + REMOVED));
        return new Request(
                request.method(),
                request.path(),
                request.query(),
                headers,
                body.apply(request.body()),
                request.status());
    }

    /** A form with the values of these fields removed. */
    public static String form(String body, String... secrets) {
        String text = body;
        for (String secret : secrets) {
            text = text.replaceAll("(?i)((?:^|&)" + Pattern.quote(secret) + "=)[^&]*", "$1" + REMOVED);
        }
        return text;
    }
}
