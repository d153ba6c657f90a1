package dev.serai.optimizely.api;

import dev.serai.event.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One call of an API.
 *
 * @param path below the API's URL, percent-encoded, such as {@code /100000000001/webhooks}
 * @param shown the path as messages have it: without a person's id
 * @param query names and values, not encoded
 * @param type content type of the body; empty if there is none
 * @param headers beside those that every call has
 * @param refusals what to do when the API answers a status, by the status
 * @param repeatable whether the call may be made again if it is unknown whether it took effect
 * @param secrets texts of the body that no message may repeat
 */
public record ApiCall(
        String method,
        String path,
        String shown,
        Map<String, String> query,
        String type,
        String body,
        Map<String, String> headers,
        Map<Integer, String> refusals,
        boolean repeatable,
        Set<String> secrets) {
    private static final int NOT_FOUND = 404;

    private static final String FORM = "application/x-www-form-urlencoded";

    public ApiCall {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        refusals = Map.copyOf(refusals);
        secrets = secrets.stream().filter(each -> !each.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    public static ApiCall get(String path, Map<String, String> query) {
        return new ApiCall("GET", path, path, query, "", "", Map.of(), Map.of(), true, Set.of());
    }

    /** A call without a body. */
    public static ApiCall of(String method, String path) {
        return new ApiCall(method, path, path, Map.of(), "", "", Map.of(), Map.of(), !method.equals("POST"), Set.of());
    }

    public ApiCall form(Map<String, String> fields) {
        return new ApiCall(method, path, shown, query, FORM, encoded(fields), headers, refusals, repeatable, secrets);
    }

    public ApiCall json(Object value) {
        return new ApiCall(
                method,
                path,
                shown,
                query,
                "application/json",
                Json.write(value),
                headers,
                refusals,
                repeatable,
                secrets);
    }

    public ApiCall query(Map<String, String> parameters) {
        return new ApiCall(method, path, shown, parameters, type, body, headers, refusals, repeatable, secrets);
    }

    public ApiCall header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ApiCall(method, path, shown, query, type, body, more, refusals, repeatable, secrets);
    }

    /** The call changes a webhook, which may be there no more. */
    ApiCall changesWebhook() {
        return refused(NOT_FOUND, "the webhook was deleted meanwhile; run \"serai webhooks plan\" again");
    }

    /** Says what to do when the API answers a status. */
    public ApiCall refused(int status, String nextStep) {
        Map<Integer, String> more = new LinkedHashMap<>(refusals);
        more.put(status, nextStep);
        return new ApiCall(method, path, shown, query, type, body, headers, more, repeatable, secrets);
    }

    /** The same call; messages name its path in this way. */
    public ApiCall shownAs(String pathWithoutPerson) {
        return new ApiCall(method, path, pathWithoutPerson, query, type, body, headers, refusals, repeatable, secrets);
    }

    /** The same call, which may be made again without harm. */
    public ApiCall repeatedly() {
        return new ApiCall(method, path, shown, query, type, body, headers, refusals, true, secrets);
    }

    /** The same call; no message repeats these texts, also if the API's answer does. */
    public ApiCall hiding(Set<String> texts) {
        return new ApiCall(method, path, shown, query, type, body, headers, refusals, repeatable, texts);
    }

    /** The query as it is sent; empty if there is none. */
    String queryText() {
        return encoded(query);
    }

    private static String encoded(Map<String, String> fields) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
    }

    /** A value as a part of a path, a query or a form. */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Query and body may have secrets and addresses. */
    @Override
    public String toString() {
        return method + " " + shown;
    }
}
