package dev.serai.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.journal.Entry;
import dev.serai.journal.Event;
import dev.serai.journal.Json;
import dev.serai.journal.Unrouted;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the routers once more about every event they could not decide: after a start, with route files that may have been
 * mended.
 */
public final class Rerouting {
    private static final Logger log = LoggerFactory.getLogger(Rerouting.class);
    private static final int PAGE = 500;

    private final Unrouted unrouted;
    private final Router router;
    private final Consumer<Set<String>> work;

    /** @param work told the destinations that have new work */
    public Rerouting(Unrouted unrouted, Router router, Consumer<Set<String>> work) {
        this.unrouted = unrouted;
        this.router = router;
        this.work = work;
    }

    /** @return how many events are routed now */
    public int run() throws SQLException {
        int routed = 0;
        int still = 0;
        UUID last = null;
        for (List<Event> page = unrouted.page(null, PAGE); !page.isEmpty(); page = unrouted.page(last, PAGE)) {
            List<Entry> decided = decide(page);
            routed += unrouted.routed(decided);
            still += page.size() - decided.size();
            Set<String> destinations = new HashSet<>();
            decided.forEach(entry -> destinations.addAll(entry.decision().destinations()));
            work.accept(destinations);
            last = page.get(page.size() - 1).id();
        }
        if (routed + still > 0) {
            log.info("rerouting routed={} still-unrouted={}", routed, still);
        }
        return routed;
    }

    private List<Entry> decide(List<Event> events) {
        List<Entry> decided = new ArrayList<>();
        for (Event event : events) {
            try {
                Entry entry = new Entry(event, router.decide(event, Json.object(event.payload())), null);
                if (entry.decision().unrouted() == null) {
                    decided.add(entry);
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was kept as an event can be read again", e);
            }
        }
        return decided;
    }
}
