package dev.serai.salesforce;

import dev.serai.dispatch.Delivery;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.Records;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;

/** What the route wants to write to the people behind its events: the variable {@code mark}, a {@code body.map}. */
final class Marks {
    static final String OPT_OUT = "HasOptedOutOfEmail";

    private final List<Mark> all;

    /** @param fields the values by the names of the fields; none is null */
    record Mark(Delivery event, Map<String, Object> fields) {}

    private Marks(List<Mark> all) {
        this.all = all;
    }

    static boolean areSet(Exchange exchange) {
        return exchange.getVariable("mark") != null;
    }

    /** @throws MisconfiguredException if it is not what people can be marked with */
    static Marks of(Exchange exchange) {
        if (!(exchange.getVariable("mark") instanceof Records records)) {
            throw new MisconfiguredException("the variable mark must be a body.map");
        }
        List<Mark> all = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            all.add(new Mark(records.delivery(i), fields(records.get(i))));
        }
        return new Marks(all);
    }

    /** A value that is missing or empty leaves its field alone: a null would clear it. */
    private static Map<String, Object> fields(Object record) {
        if (!(record instanceof Map<?, ?> map)) {
            throw new MisconfiguredException("the variable mark needs records that are maps, [Field: value, …]");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!Soql.isName(name)) {
                throw new MisconfiguredException("the variable mark names a field that no field can be called");
            }
            boolean empty = value == null || value.toString().isBlank();
            if (!empty && name.equalsIgnoreCase(OPT_OUT) && !value.equals(true)) {
                throw new MisconfiguredException(
                        OPT_OUT + " is only ever set to true: an opt-out is never undone from here");
            }
            if (!empty) {
                fields.put(name, value);
            }
        });
        return fields;
    }

    /** The fields of all of them. */
    Set<String> fieldNames() {
        Set<String> names = new TreeSet<>();
        all.forEach(mark -> names.addAll(mark.fields().keySet()));
        return names;
    }

    /** The oldest event first; those without a time last, since they may not replace what has one. */
    List<Mark> byTime() {
        return all.stream()
                .sorted(Comparator.comparing(
                        mark -> mark.event().getOccurredAt(), Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }
}
