package dev.serai.salesforce;

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
 * {@code direct:salesforce-find-people}: looks up the Contacts and Leads behind the contacts of a batch, into {@code
 * event.person}. An event whose contact nobody has keeps a null there, and {@code unmatched} in its receipt; if that was
 * so the last time, there is nothing else to do for it.
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
            String contact = event.getContact();
            if (contact != null && Soql.isAddress(contact) && batch.isAlive(event)) {
                found.put(contact, new ArrayList<>());
            }
        }
        for (String type : types) {
            for (String statement : Soql.lookUps(type, fields, found.keySet(), condition(type))) {
                query.records(statement, exchange).forEach(record -> add(found, type, record));
            }
        }
        exchange.setProperty(FOUND, true);
        for (Delivery event : batch) {
            List<Person> people = found.getOrDefault(String.valueOf(event.getContact()), List.of());
            event.setPerson(people.isEmpty() ? null : new People(people));
            if (people.isEmpty() && event.isLookedUpAgain()) {
                batch.settle(event, new Outcome.Delivered(Map.of(Settlement.UNMATCHED, true)));
            } else if (people.isEmpty()) {
                batch.note(event, Settlement.UNMATCHED, true);
            } else {
                batch.note(event, "matched", People.shown(people.stream().map(Person::id)));
            }
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
