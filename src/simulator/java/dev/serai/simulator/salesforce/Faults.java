package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.Pause;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.Turns;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong. A request has one fault at most: the first that was scheduled for it and has not happened as often
 * as it should. A fault is scheduled in one sentence:
 *
 * <pre>{@code
 * simulator.faults().on("collections upsert").times(2).unavailable();
 * simulator.faults().records("Contact", record -> true).fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access");
 * }</pre>
 */
public final class Faults {
    private final Pause pause;
    private final RequestFaults ofRequests;
    private final List<ArmedRecord> ofRecords = new CopyOnWriteArrayList<>();

    private record ArmedRecord(String sobject, Predicate<Map<String, Object>> which, Turns turns, ApiError problem) {}

    Faults(Pause pause) {
        this.pause = pause;
        this.ofRequests = new RequestFaults(pause);
    }

    /**
     * A fault of requests.
     *
     * @param words all have to occur, in any case, in the method, the path, or what is asked for: {@code login},
     *     {@code query}, {@code create}, {@code read}, {@code update}, {@code upsert}, {@code delete}, the
     *     last five with {@code collections} if they are about several records
     */
    public Fault on(String words) {
        return on(RequestFaults.containing(words, Purpose::inWords));
    }

    /** A fault of the requests that match. */
    public Fault on(Predicate<Request> which) {
        return new Fault(pause, (turns, effect) -> ofRequests.add(which, turns, effect));
    }

    /**
     * A fault of the records of an object that match.
     *
     * @param which is asked with the fields that are to be written and the {@code Id}, which is empty for a new record;
     *     times are {@link java.time.Instant}s
     */
    public RecordFault records(String sobject, Predicate<Map<String, Object>> which) {
        return new RecordFault((turns, problem) -> ofRecords.add(new ArmedRecord(sobject, which, turns, problem)));
    }

    /** Nothing goes wrong any more. */
    public void clear() {
        ofRequests.clear();
        ofRecords.clear();
    }

    /** The genuine answer, or what the first fault that matches makes of it. */
    RestAnswer around(Request request, Supplier<RestAnswer> genuine) {
        return ofRequests.around(request, genuine);
    }

    /** What is wrong with the record, if something is to be. */
    @Nullable
    ApiError ofRecord(String sobject, Map<String, @Nullable Object> fields) {
        for (ArmedRecord each : ofRecords) {
            if (each.sobject().equalsIgnoreCase(sobject)
                    && each.which().test(fields)
                    && each.turns().take()) {
                return each.problem();
            }
        }
        return null;
    }
}
