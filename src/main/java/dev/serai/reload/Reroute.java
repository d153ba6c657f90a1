package dev.serai.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.NewWork;
import dev.serai.journal.StoredEvents;
import dev.serai.journal.StoredEvents.Added;
import dev.serai.journal.StoredEvents.Cursor;
import dev.serai.journal.StoredEvents.Decided;
import dev.serai.journal.StoredEvents.Filter;
import dev.serai.receive.Router;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the routers that run now about stored events, and queues what is missing. Nothing is taken back: a delivery that a router
 * of today would not make stays.
 */
public final class Reroute {
    private static final int PAGE = 500;

    private final StoredEvents events;
    private final Router router;
    private final NewWork work;

    /** @param work told what the destinations have to do */
    public Reroute(StoredEvents events, Router router, NewWork work) {
        this.events = events;
        this.router = router;
        this.work = work;
    }

    /**
     * What a step found.
     *
     * @param compared where the events went, and where they would go
     * @param missing number of deliveries that the routers of today would add
     * @param added number of deliveries that were added
     * @param next where the next step begins; null after the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            Comparison compared,
            int missing,
            int added,
            @Nullable Cursor next) {}

    /**
     * The next step over some events.
     *
     * @param after the end of the step before; null for the first
     * @param dry whether nothing is added
     */
    public Step step(Filter filter, @Nullable Cursor after, boolean dry) throws SQLException {
        StoredEvents.Page page = events.page(filter, after, PAGE);
        Comparison.Counter counter = new Comparison.Counter();
        List<RoutedEvent> toAdd = new ArrayList<>();
        int missing = 0;
        for (Decided each : page.events()) {
            RoutingDecision now = router.decide(each.event());
            counter.add(
                    each.event().family() + " " + each.event().type(),
                    each.unrouted() ? Comparison.UNDECIDED : Comparison.words(each.destinations()),
                    Comparison.words(now));
            Set<String> others = new TreeSet<>(now.destinations());
            others.removeAll(each.destinations());
            missing += others.size();
            if (now.unrouted() == null && (each.unrouted() || !others.isEmpty())) {
                toAdd.add(new RoutedEvent(each.event(), now, null));
            }
        }
        int added = 0;
        if (!dry && !toAdd.isEmpty()) {
            Added done = events.add(toAdd);
            added = done.deliveries();
            work.announce(RoutedEvent.newDeliveries(toAdd));
        }
        return new Step(counter.result(), missing, added, page.next());
    }
}
