package dev.serai.salesforce;

import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Outcome;
import dev.serai.event.EmailAddress;
import dev.serai.event.Medium;
import dev.serai.event.Text;
import dev.serai.outbox.Batch;
import dev.serai.outbox.UnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.jspecify.annotations.Nullable;

/**
 * {@code direct:salesforce-find-people}: looks up the Contacts and Leads behind the e-mail addresses of a batch, into
 * {@code event.person}. An event whose address no person has keeps a null there, and {@code unmatched} in its receipt; if
 * that was so the last time, there is nothing else to do for it.
 *
 * <p>An event about SMS or another medium finds no person, with any address: so no route can mark a person's
 * e-mail fields for it.
 */
final class FindPeople implements Processor {
    /** The property by which the other word knows that this one was there. */
    static final String FOUND = FindPeople.class.getName();

    /** What an org says that cannot answer for so many addresses. */
    private static final Set<String> TOO_MUCH =
            Set.of("OPERATION_TOO_LARGE", "QUERY_TOO_COMPLICATED", "QUERY_TIMEOUT", "EXCEEDED_MAX_SIZE_REQUEST");

    private static final int MAX_PEOPLE = 20_000;
    private static final int MAX_PER_ADDRESS = 4;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?");

    private final SoqlQuery query;
    private final List<String> types;

    FindPeople(SoqlQuery query, List<String> types) {
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
            LookUp lookUp = new LookUp(type, fields, found, exchange);
            for (List<String> addresses : Soql.groups(type, fields, found.keySet(), condition(type))) {
                find(lookUp, addresses);
            }
        }
        exchange.setProperty(FOUND, true);
        for (Delivery event : batch) {
            List<Person> people = people(event, found);
            event.setPerson(people.isEmpty() ? null : new People(people));
            if (!people.isEmpty()) {
                batch.note(event, "matched", People.abbreviated(people.stream().map(Person::id)));
            } else {
                noPerson(batch, event);
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

    /** A medium that has no e-mail address has no person to look up; any other word may be a mistake, and stays visible. */
    private static void noPerson(Batch batch, Delivery event) {
        if (Medium.isKnownOther(event.getMedium())) {
            batch.note(event, "medium", event.getMedium());
        } else {
            batch.unmatched(event);
        }
        if (event.isLookedUpAgain()) {
            batch.settle(event, new Outcome.Delivered(Map.of()));
        }
    }

    /** A Lead that was converted cannot be changed any more; it is a Contact now. */
    private static String condition(String type) {
        return type.equals("Lead") ? "IsConverted = false" : "";
    }

    /** What one type is asked for on behalf of a batch. */
    private record LookUp(String type, Set<String> fields, Map<String, List<Person>> found, Exchange batch) {
        /** Shared addresses have many people; but not without end. */
        int most() {
            return MAX_PEOPLE + MAX_PER_ADDRESS * found.size();
        }
    }

    /** A look-up that is too much for the org is one of half the addresses. */
    private void find(LookUp lookUp, List<String> addresses) throws Exception {
        try {
            String statement = Soql.lookUp(lookUp.type(), lookUp.fields(), addresses, condition(lookUp.type()));
            query.records(statement, lookUp.most(), lookUp.batch()).forEach(record -> add(lookUp, record));
        } catch (SalesforceException e) {
            if (!TOO_MUCH.contains(SalesforceClient.code(e))) {
                throw e;
            }
            if (addresses.size() == 1) {
                throw new UnavailableException("a look-up of one address is too much for the org", e);
            }
            int middle = addresses.size() / 2;
            find(lookUp, addresses.subList(0, middle));
            find(lookUp, addresses.subList(middle, addresses.size()));
        }
        if (lookUp.found().values().stream().mapToInt(List::size).sum() > lookUp.most()) {
            throw new UnavailableException("a look-up finds more than " + lookUp.most() + " people");
        }
    }

    /** Salesforce compares without regard to case; contacts are in lower case. */
    private static void add(LookUp lookUp, Map<?, ?> record) {
        List<Person> people = lookUp.found().get(Text.lowerCase(String.valueOf(record.get("Email"))));
        if (people != null
                && record.get("Id") instanceof String id
                && ID.matcher(id).matches()) {
            Map<String, @Nullable Object> fields = new HashMap<>();
            record.forEach((name, value) -> fields.put(String.valueOf(name), value));
            fields.keySet().retainAll(lookUp.fields());
            people.add(new Person(lookUp.type(), id, fields));
        }
    }
}
