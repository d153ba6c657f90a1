package dev.serai.console;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a form that were filled in. */
record FormFields(MultiMap fields) {
    static FormFields of(RoutingContext request) {
        return new FormFields(request.request().formAttributes());
    }

    /** A field as it was sent; empty if it was not. */
    String value(String name) {
        String value = fields.get(name);
        return value == null ? "" : value;
    }

    /** Which of several buttons was pressed, or whether a box is ticked. */
    boolean is(String name, String value) {
        return value(name).equals(value);
    }

    /** The fields of these names as the body of a call of the API; an empty one is left out. */
    Map<String, Object> body(String... names) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : names) {
            String value = value(name).strip();
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        }
        return body;
    }

    /** A field of several lines as the headers of a request, {@code Name: value} each. */
    Map<String, String> headers(String name) {
        Map<String, String> headers = new TreeMap<>();
        value(name).lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] header = line.split(":", 2);
            headers.put(header[0].strip(), header.length == 1 ? "" : header[1].strip());
        });
        return headers;
    }
}
