package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.faults.Kind.Named;
import dev.serai.faults.Kind.Place;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was kept against what arrived.
 *
 * @param kept the events that got a 200
 * @param lost those of them that are not at every place of their kind, and where they are missing
 * @param duplicated the events that are anywhere more than once, sent again or not
 * @param mailedTwice the same for mails, which arrive at least once
 * @param seen by the senders
 */
record Balance(long kept, Set<String> lost, Set<String> duplicated, Set<String> mailedTwice, String seen) {

    static Balance of(Load load, Arrivals arrivals, String journal, String user) {
        String seen = "senders saw %,d × 503 and %,d × no answer, and %,d events came again"
                .formatted(load.refused.sum(), load.brokenOff.sum(), load.recognised.sum());
        Balance balance = new Balance(load.kept.size(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), seen);
        for (Place place : Place.values()) {
            Map<String, Integer> counts = new HashMap<>();
            arrivals.at(place, journal, user).forEach(name -> counts.merge(name, 1, Integer::sum));
            for (Named event : load.kept) {
                if (event.kind().goesTo(place) && !counts.containsKey(event.name())) {
                    balance.lost.add(event.name() + " at " + place);
                }
            }
            Set<String> twice = place == Place.MAILBOX ? balance.mailedTwice : balance.duplicated;
            counts.forEach((name, count) -> {
                if (count > 1) {
                    twice.add(name + " at " + place);
                }
            });
        }
        assertThat(load.surprises).isEmpty();
        return balance;
    }

    /** The promises. */
    void holds(JsonNode ledger) {
        assertThat(lost).as("lost").isEmpty();
        assertThat(duplicated).as("duplicated").isEmpty();
        assertThat(kept).isPositive();
        assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
        assertThat(ledger.get("destinations"))
                .allSatisfy(destination -> assertThat(destination.get("dead").asLong())
                        .as("%s", destination)
                        .isZero());
    }

    /** The line of the page. */
    Figures.Line line(int scenario, String fault, String journal, String tried, String remark) {
        String first = remark.isEmpty() ? "" : remark + "; ";
        String mails = mailedTwice.isEmpty() ? "" : "; " + mailedTwice.size() + " complaints mailed twice";
        return new Figures.Line(
                scenario, fault, journal, tried, kept, lost.size(), duplicated.size(), first + seen + mails);
    }
}
