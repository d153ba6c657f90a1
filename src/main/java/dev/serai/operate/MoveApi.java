package dev.serai.operate;

import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.journal.Operations;
import dev.serai.journal.OperationsFilter;
import dev.serai.journal.OperationsFilter.State;
import dev.serai.journal.OperationsMove;
import dev.serai.journal.OperationsMove.Hindrance;
import dev.serai.journal.OperationsMove.Moved;
import dev.serai.journal.OperationsMove.Order;
import dev.serai.journal.OperationsRun;
import dev.serai.operate.ManagementApi.ProblemException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/move}: deliveries of one destination become deliveries of another. */
final class MoveApi {
    /** How long a paused destination may take until its calls have ended. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_MILLIS = 50;

    private final ManagementApi api;
    private final LiveDestinations live;

    /**
     * What was moved, or would be.
     *
     * @param count number of deliveries
     * @param destinations the same, by the destination that loses them
     * @param left number of deliveries that stay, because the other destination has one of the same event
     */
    private record Answer(long count, Map<String, Long> destinations, long left) {
        static Answer of(String from, Moved moved) {
            return new Answer(moved.moved(), moved.moved() == 0 ? Map.of() : Map.of(from, moved.moved()), moved.left());
        }
    }

    MoveApi(ManagementApi api, LiveDestinations live) {
        this.api = api;
        this.live = live;
    }

    void serve() {
        api.post("/move", call -> move(call.asked(), call.caller().name()));
    }

    private Answer move(OperationsRequest asked, String who) throws Exception {
        String from = known(asked, "from");
        String to = known(asked, "to");
        OperationsMove move = move(asked, from, to, who);
        if (asked.isTrue("dryRun")) {
            return Answer.of(from, move.count());
        }
        drained(move, from);
        Moved moved = move.run((destination, deliveries, at) -> {
            if (deliveries > 0) {
                live.dispatchers().wake(Map.of(destination, new NewDeliveries(deliveries, at)));
            }
            return OperationsRun.STEP;
        });
        live.unworked().look();
        if (moved.hindrance() != null) {
            throw new ProblemException(
                    409,
                    moved.moved() + " deliveries were moved, then " + from + " was resumed; pause it and move again");
        }
        return Answer.of(from, moved);
    }

    private OperationsMove move(OperationsRequest asked, String from, String to, String who) throws Exception {
        OperationsFilter filter = asked.filter(State.WAITING_ALL, from);
        try {
            OperationsFilter all = filter.state() == State.WAITING ? filter.with(State.WAITING_ALL) : filter;
            return live.operations().move(new Order(all, to, who, asked.text("reason")));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }

    private String known(OperationsRequest asked, String name) throws SQLException, ProblemException {
        @Nullable String destination = asked.text(name);
        if (destination == null) {
            throw new ProblemException(400, name + " is missing: it names a destination");
        }
        if (live.operations().destination(destination).isEmpty()) {
            throw new ProblemException(
                    404,
                    "there is no destination " + destination + ", but "
                            + live.operations().destinations().stream()
                                    .map(Operations.Destination::name)
                                    .collect(Collectors.joining(", ")));
        }
        return destination;
    }

    /** Waits until the calls of a paused destination have ended; another process sees the pause only within {@code outbox.poll}. */
    private static void drained(OperationsMove move, String from) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        @Nullable Hindrance hindrance = move.hindrance().orElse(null);
        while (hindrance == Hindrance.NOT_DRAINED && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            hindrance = move.hindrance().orElse(null);
        }
        if (hindrance == Hindrance.NOT_PAUSED) {
            throw new ProblemException(
                    409,
                    from + " is sent to, so that a delivery that is out could go out twice; run \"serai pause " + from
                            + "\" first");
        } else if (hindrance == Hindrance.NOT_DRAINED) {
            throw new ProblemException(
                    409, from + " is paused, but a call that is out has not ended yet; move again when it has");
        }
    }
}
