package dev.serai.salesforce;

import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Outcome;
import dev.serai.outbox.Batch;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.Results;
import dev.serai.salesforce.Marks.Mark;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * {@code direct:salesforce-mark-people}: writes the variable {@code mark} to the people who were found. The newest wins,
 * what stands there already is not written again, and no record is twice in a call.
 *
 * <p>An event whose person cannot be marked has that outcome, also if its own record was written.
 */
final class MarkPeople implements Processor {
    /**
     * Without the first, Salesforce hands a Lead that is changed to another owner where assignment rules are active; the
     * second keeps a duplicate rule from refusing a change that touches no name and no address.
     */
    private static final Map<String, Object> HEADERS =
            Map.of("Sforce-Auto-Assign", "FALSE", "Sforce-Duplicate-Rule-Header", "allowSave=true");

    private final Results results = new Results(new ErrorClassifiers(List.of(new SalesforceErrorClassifier())));
    private final SalesforceClient calls;
    private final Clock clock;

    MarkPeople(SalesforceClient calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Batch batch = Batch.of(exchange);
        if (!Marks.areSet(exchange) || exchange.getProperty(FindPeople.FOUND) == null) {
            throw new MisconfiguredException(
                    "to mark people, set the variable mark and then look them up, both before this step");
        }
        Map<Delivery, Set<String>> marked = new HashMap<>();
        List<PersonUpdate> changes = changes(batch, Marks.of(exchange));
        changes.stream().filter(PersonUpdate::isDone).forEach(change -> add(marked, change));
        List<PersonUpdate> due =
                changes.stream().filter(change -> !change.isDone()).toList();
        // a call that was given up must not write after the process that took over
        for (int from = 0;
                from < due.size() && !exchange.isRouteStop() && !batch.isLost();
                from += Upsert.MAX_RECORDS) {
            List<PersonUpdate> part = due.subList(from, Math.min(from + Upsert.MAX_RECORDS, due.size()));
            Object answer = calls.update(part.stream().map(MarkPeople::record).toList(), HEADERS, exchange);
            List<Outcome> outcomes = results.read(answer, part.size());
            for (int i = 0; i < part.size(); i++) {
                settle(batch, part.get(i), outcomes.get(i), marked);
            }
        }
        marked.forEach((event, ids) -> batch.note(event, "marked", People.abbreviated(ids.stream())));
    }

    /** Who is to become what, those of one type together: a call may change its type ten times. */
    private List<PersonUpdate> changes(Batch batch, Marks marks) {
        Map<String, PersonUpdate> changes = new LinkedHashMap<>();
        Instant now = clock.instant();
        for (Mark mark : marks.byTime()) {
            if (batch.isAlive(mark.event()) && mark.event().getPerson() instanceof People people) {
                for (Person person : people.all()) {
                    mustBeKnown(person, mark);
                    changes.computeIfAbsent(person.id(), any -> new PersonUpdate(person, now))
                            .add(mark);
                }
            }
        }
        return changes.values().stream()
                .sorted(Comparator.comparing(change -> change.person().type()))
                .toList();
    }

    /** Without knowing what stands there, the newest cannot win. */
    private static void mustBeKnown(Person person, Mark mark) {
        for (String field : mark.fields().keySet()) {
            if (!person.fields().containsKey(field)) {
                throw new MisconfiguredException(
                        field + " was not looked up: set the variable mark before the people are found,"
                                + " and write the field as the org does");
            }
        }
    }

    private static Map<String, Object> record(PersonUpdate change) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("attributes", Map.of("type", change.person().type()));
        record.putAll(change.different());
        record.put("Id", change.person().id());
        return record;
    }

    private static void settle(Batch batch, PersonUpdate change, Outcome outcome, Map<Delivery, Set<String>> marked) {
        String who = change.person().type() + " " + change.person().id() + ": ";
        if (outcome instanceof Outcome.Suspend suspend) {
            throw new MisconfiguredException(who + suspend.reason());
        }
        for (Delivery event : change.causes()) {
            if (outcome instanceof Outcome.Unknown unknown) {
                batch.settle(event, new Outcome.Unknown(who + unknown.reason()));
            } else if (outcome instanceof Outcome.Retry retry && !batch.isToBeHalved(event)) {
                batch.settle(event, new Outcome.Retry(who + retry.reason()));
            } else if (outcome instanceof Outcome.Dead dead && batch.isAlive(event)) {
                batch.settle(event, new Outcome.Dead(who + dead.reason()));
            }
        }
        if (outcome instanceof Outcome.Delivered) {
            add(marked, change);
        }
    }

    /** Also who bears the mark already: an earlier attempt may have written it without hearing of it. */
    private static void add(Map<Delivery, Set<String>> marked, PersonUpdate change) {
        change.causes().forEach(event -> marked.computeIfAbsent(event, any -> new TreeSet<>())
                .add(change.person().id()));
    }
}
