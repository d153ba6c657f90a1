package dev.serai.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of an address, in their order. A parameter without a value is left out. */
final class UriQuery {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    UriQuery with(String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            parameters.put(name, value.strip());
        }
        return this;
    }

    /** Of a path, such as {@code /events?family=cmp}. */
    String of(String path) {
        return parameters.isEmpty() ? path : path + "?" + this;
    }

    @Override
    public String toString() {
        return parameters.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** A value as a part of a path or query. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
