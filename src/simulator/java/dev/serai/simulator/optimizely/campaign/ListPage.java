package dev.serai.simulator.optimizely.campaign;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The part of a list that a call asks for. */
final class ListPage {
    /** Lists refuse a limit of 10,000 and more. */
    static final int LISTS = 9_999;
    /** Responses and the mail archive refuse only what is greater than 10,000. */
    static final int RESPONSES = 10_000;

    private static final int DEFAULT = 100;
    private final ClientCall call;
    private final int offset;
    private final int limit;

    private ListPage(ClientCall call, int offset, int limit) {
        this.call = call;
        this.offset = offset;
        this.limit = limit;
    }

    /** @throws CampaignRefusal 400 if the limit is too high, or a number is none; inferred for less than 1 */
    static ListPage of(ClientCall call, int highest) {
        return new ListPage(
                call, call.bounded("offset", 0, 0, Integer.MAX_VALUE), call.bounded("limit", DEFAULT, 1, highest));
    }

    /** A page that always begins at the first element. */
    static ListPage first(ClientCall call, int highest) {
        return new ListPage(call, 0, call.bounded("limit", DEFAULT, 1, highest));
    }

    /**
     * The elements in the order that is asked for.
     *
     * @param orders the values that {@code sort} may have, lower-case
     */
    static <T> List<T> sorted(
            ClientCall call,
            Collection<T> elements,
            Map<String, Comparator<T>> orders,
            String sort,
            boolean descending) {
        String asked = call.query("sort");
        Comparator<T> order = orders.get(asked == null ? sort : asked.toLowerCase(Locale.ROOT));
        if (order == null) {
            throw CampaignRefusal.bad("The parameter sort has to be one of " + orders.keySet());
        }
        String direction = call.oneOf("direction", List.of("asc", "desc"));
        boolean down = direction == null ? descending : direction.equals("desc");
        List<T> sorted = new ArrayList<>(elements);
        sorted.sort(down ? order.reversed() : order);
        return sorted;
    }

    <T> List<T> of(List<T> all) {
        int from = Math.min(offset, all.size());
        return all.subList(from, Math.min(all.size(), from + limit));
    }

    /** As most lists are answered; {@code count} is the number of elements in this page (inferred). */
    <T> Map<String, Object> envelope(List<T> all, Function<T, Map<String, Object>> form) {
        return envelope(all, form, true);
    }

    <T> Map<String, Object> envelope(List<T> all, Function<T, Map<String, Object>> form, boolean linked) {
        List<Map<String, Object>> elements = of(all).stream().map(form).toList();
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("elements", elements);
        boolean more = linked && (long) offset + limit < all.size();
        envelope.put("links", more ? List.of(Map.of("rel", "next", "href", next())) : List.of());
        envelope.put("count", elements.size());
        envelope.put("offset", offset);
        envelope.put("limit", limit);
        return envelope;
    }

    private String next() {
        StringBuilder href = new StringBuilder("http://")
                .append(call.http().header("Host"))
                .append(call.http().request().path())
                .append("?offset=")
                .append(offset + limit)
                .append("&limit=")
                .append(limit);
        call.http().query().forEach((name, values) -> {
            if (!name.equals("offset") && !name.equals("limit")) {
                values.forEach(value ->
                        href.append('&').append(encoded(name)).append('=').append(encoded(value)));
            }
        });
        return href.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
