package dev.serai.console;

import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a list of events is filtered by. It is the query of the page's address, in which the contact is {@linkplain SealedText sealed}.
 *
 * @param values by name, as the API names them
 * @param lost whether the address had a contact that this process cannot read
 */
record EventsQuery(Map<String, String> values, boolean lost) {
    private static final String CONTACT = "contact";
    /** In the order of the form. */
    static final List<String> NAMES = List.of(
            "family", "type", "destination", "state", "since", "until", "subject", CONTACT, "id", "version", "receipt");

    /** Of the address of a page. */
    static EventsQuery ofAddress(MultiMap query, SealedText sealed) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean lost = false;
        for (String name : NAMES) {
            String value = query.get(name);
            if (value == null || value.isBlank()) {
                continue;
            }
            if (name.equals(CONTACT)) {
                Optional<String> contact = sealed.open(value);
                contact.ifPresent(text -> values.put(CONTACT, text));
                lost = contact.isEmpty();
            } else {
                values.put(name, value.strip());
            }
        }
        return new EventsQuery(values, lost);
    }

    /** Of a form, in which the contact is readable. */
    static EventsQuery ofForm(MultiMap form) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = form.get(name);
            if (value != null && !value.isBlank()) {
                values.put(name, value.strip());
            }
        }
        return new EventsQuery(values, false);
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** For the API. */
    UriQuery asked() {
        UriQuery query = new UriQuery();
        values.forEach(query::with);
        return query;
    }

    /** For the address of a page. */
    UriQuery address(SealedText sealed) {
        UriQuery query = new UriQuery();
        values.forEach((name, value) -> query.with(name, name.equals(CONTACT) ? sealed.seal(value) : value));
        return query;
    }
}
