package dev.serai.http;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;

/**
 * The query of an address as it is written. Camel decodes it, sorts it and encodes it again, and a {@code %2B} in a signature
 * becomes a {@code +}, which the far side reads as a blank.
 */
public final class ExactQuery {
    /** All that {@link URI} takes. */
    private static final Pattern OF_A_URI =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\\[\\]-]|%[0-9A-Fa-f]{2})+");

    private ExactQuery() {}

    /**
     * Gives an endpoint the parameters that are none of its options as its URI has them.
     *
     * @param endpoint not started yet
     * @param uri with placeholders resolved
     */
    public static void keep(Endpoint endpoint, String uri) {
        Endpoint called = endpoint instanceof DelegateEndpoint around ? around.getEndpoint() : endpoint;
        if (!(called instanceof HttpEndpoint http)) {
            return;
        }
        String address = uri.replaceFirst("\\?.*", "");
        String query = uri.substring(address.length()).replaceFirst("^\\?", "");
        Set<String> sent = names(Objects.requireNonNullElse(http.getHttpUri().getRawQuery(), ""));
        List<String> parameters = Stream.of(query.split("&"))
                .filter(each -> !each.isEmpty() && sent.contains(name(each)))
                .toList();
        String exact = parameters.isEmpty() ? address : address + "?" + String.join("&", parameters);
        if (parameters.stream().noneMatch(each -> each.contains("=RAW"))
                && OF_A_URI.matcher(exact).matches()) {
            http.setHttpUri(URI.create(exact));
        }
    }

    private static Set<String> names(String query) {
        return Stream.of(query.split("&")).map(ExactQuery::name).collect(Collectors.toSet());
    }

    private static String name(String parameter) {
        return parameter.replaceFirst("=.*", "");
    }
}
