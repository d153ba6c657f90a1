package dev.serai.salesforce;

import dev.serai.journal.EmailAddress;
import dev.serai.journal.Medium;
import dev.serai.journal.Settlement;
import dev.serai.journal.Text;
import dev.serai.outbox.Batch;
import dev.serai.outbox.Delivery;
import dev.serai.outbox.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * {@code direct:salesforce-find-people}: looks up the Contacts and Leads behind the e-mail addresses of a batch, into
 * {@code event.person}. An event whose address nobody has keeps a null there, and {@code unmatched} in its receipt; if
 * that was so the last time, there is nothing else to do for it.
 *
 * <p>An event about SMS or another medium finds nobody, whatever addresses it carries: so no route can mark a person's
 * e-mail fields for it.
 */
final class FindPeople implements Processor {
    /** The property by which the other word knows that this one was there. */
    static final String FOUND = FindPeople.class.getName();

    private final Query query;
    private final List<String> types;

    FindPeople(Query query, List<String> types) {
        this.query = query;
        this.types = types;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Batch batch = Batch.of(exchange);
        Set<String> fields = Marks.areSet(exchange) ? Marks.of(exchange).fieldNames() : Set.of();
        Map<String, List<Person>> found = new LinkedHashMap<>();
        for (Delivery event : batch) {
            String email = event.getEmail();
            if (email != null && batch.isAlive(event)) {
                EmailAddress.forms(email).forEach(form -> found.put(form, new ArrayList<>()));
            }
        }
        for (String type : types) {
            for (String statement : Soql.lookUps(type, fields, found.keySet(), condition(type))) {
                query.records(statement, exchange).forEach(record -> add(found, type, record));
            }
        }
        exchange.setProperty(FOUND, true);
        for (Delivery event : batch) {
            List<Person> people = people(event, found);
            event.setPerson(people.isEmpty() ? null : new People(people));
            if (!people.isEmpty()) {
                batch.note(event, "matched", People.shown(people.stream().map(Person::id)));
            } else {
                nobody(batch, event);
            }
        }
    }

    private static List<Person> people(Delivery event, Map<String, List<Person>> found) {
        String email = event.getEmail();
        return email == null
                ? List.of()
                : EmailAddress.forms(email).stream()
                        .flatMap(form -> found.getOrDefault(form, List.of()).stream())
                        .toList();
    }

    /** A medium that has no e-mail address has nobody to look for; any other word may be a mistake, and stays visible. */
    private static void nobody(Batch batch, Delivery event) {
        boolean other = Medium.isKnownOther(event.getMedium());
        String key = other ? "medium" : Settlement.UNMATCHED;
        Object value = other ? event.getMedium() : true;
        if (event.isLookedUpAgain()) {
            batch.settle(event, new Outcome.Delivered(Map.of(key, value)));
        } else {
            batch.note(event, key, value);
        }
    }

    /** A Lead that was converted cannot be changed any more; it is a Contact now. */
    private static String condition(String type) {
        return type.equals("Lead") ? "IsConverted = false" : "";
    }

    /** Salesforce compares without regard to case; contacts are in lower case. */
    private static void add(Map<String, List<Person>> found, String type, Map<?, ?> record) {
        List<Person> people = found.get(Text.lowerCase(String.valueOf(record.get("Email"))));
        if (people != null && record.get("Id") instanceof String id) {
            Map<String, @Nullable Object> fields = new HashMap<>();
            record.forEach((name, value) -> fields.put(String.valueOf(name), value));
            people.add(new Person(type, id, fields));
        }
    }
}
