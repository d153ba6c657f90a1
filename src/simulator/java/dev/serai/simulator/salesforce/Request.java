package dev.serai.simulator.salesforce;

import java.util.Map;

/**
 * A request as it came.
 *
 * @param path as sent, without the query
 * @param query decoded
 * @param headers their names in any case
 * @param status what it was answered with; 0 while, or if, there is no answer
 */
public record Request(
        String method, String path, Map<String, String> query, Map<String, String> headers, String body, int status) {

    Request answered(int with) {
        return new Request(method, path, query, headers, body, with);
    }

    /** Method, path and what is asked for, in words: {@code collections upsert}, {@code login}, {@code query}. */
    String inWords() {
        return method + " " + path + " " + purpose();
    }

    private String purpose() {
        if (path.contains("/oauth2/token")) {
            return "login";
        }
        String scope = path.contains("/composite/sobjects") ? "collections " : "";
        return path.contains("/sobjects") ? scope + verb() : "";
    }

    private String verb() {
        return switch (method) {
            case "POST" -> "create";
            case "DELETE" -> "delete";
            case "GET" -> "read";
            default -> namesKey() ? "upsert" : "update";
        };
    }

    /** Whether an object, a field and, outside of collections, a value follow. */
    private boolean namesKey() {
        boolean collection = path.contains("/composite/");
        String rest = path.substring(path.indexOf("/sobjects") + "/sobjects".length());
        return rest.chars().filter(each -> each == '/').count() >= (collection ? 2 : 3);
    }
}
