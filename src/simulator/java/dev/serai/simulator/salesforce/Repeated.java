package dev.serai.simulator.salesforce;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** What occurs more than once in a call: all records with it are refused. */
record Repeated(Set<String> values) {

    static Repeated among(Stream<String> all) {
        Set<String> seen = new HashSet<>();
        Set<String> again = new HashSet<>();
        all.filter(each -> !each.isEmpty() && !seen.add(each)).forEach(again::add);
        return new Repeated(again);
    }

    void refuse(String value, String message, String field) throws Unsaved {
        if (values.contains(value)) {
            throw new Unsaved("DUPLICATE_VALUE", message, field);
        }
    }
}
