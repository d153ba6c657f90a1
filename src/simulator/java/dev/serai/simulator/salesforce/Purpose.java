package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.Request;

/** What a request asks for, in words: {@code collections upsert}, {@code login}, {@code query}. */
final class Purpose {
    private Purpose() {}

    /** Method, path and purpose. */
    static String inWords(Request request) {
        return request.method() + " " + request.path() + " " + of(request);
    }

    private static String of(Request request) {
        String path = request.path();
        if (path.contains("/oauth2/token")) {
            return "login";
        }
        String scope = path.contains("/composite/sobjects") ? "collections " : "";
        return path.contains("/sobjects") ? scope + verb(request) : "";
    }

    private static String verb(Request request) {
        return switch (request.method()) {
            case "POST" -> "create";
            case "DELETE" -> "delete";
            case "GET" -> "read";
            default -> namesKey(request.path()) ? "upsert" : "update";
        };
    }

    /** Whether an object, a field and, outside of collections, a value follow. */
    private static boolean namesKey(String path) {
        boolean collection = path.contains("/composite/");
        String rest = path.substring(path.indexOf("/sobjects") + "/sobjects".length());
        return rest.chars().filter(each -> each == '/').count() >= (collection ? 2 : 3);
    }
}
