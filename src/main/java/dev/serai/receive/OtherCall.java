package dev.serai.receive;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call that brings no event, as a text for a person: its line and its headers, without what may be a secret. */
final class OtherCall {
    static final String REASON = "no event: a call that may test the address; see docs/senders.md";

    private static final int MAX_TEXT = 8_000;
    private static final String MASK = "…";
    private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie");

    private OtherCall() {}

    /** Whether it says more than a look at the address would: a query, such as {@code ?challenge=abc}. */
    static boolean is(HttpServerRequest request) {
        String query = request.query();
        return query != null && !query.isEmpty();
    }

    /**
     * The text.
     *
     * @param segment behind the family's path, which may be a secret; null if there is none
     * @param secrets the names of the headers in which the sender may have a secret
     */
    static String text(HttpServerRequest request, @Nullable String segment, List<String> secrets) {
        String path = String.valueOf(request.path());
        String shown = segment == null ? path : path.substring(0, path.length() - segment.length()) + MASK;
        StringBuilder text = new StringBuilder();
        text.append(request.method())
                .append(' ')
                .append(shown)
                .append('?')
                .append(request.query())
                .append('\n');
        for (Map.Entry<String, String> header : request.headers()) {
            boolean isSecret = SECRET.contains(header.getKey().toLowerCase(Locale.ROOT))
                    || secrets.stream().anyMatch(header.getKey()::equalsIgnoreCase);
            text.append(header.getKey())
                    .append(": ")
                    .append(isSecret ? MASK : header.getValue())
                    .append('\n');
        }
        return text.length() <= MAX_TEXT ? text.toString() : text.substring(0, MAX_TEXT);
    }
}
