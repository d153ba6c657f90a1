package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.Turns;
import java.util.function.BiConsumer;

/** A fault of records that is about to be scheduled: for the next record, unless more is said. */
public final class RecordFault {
    private final BiConsumer<Turns, ApiError> schedule;
    private int times = 1;

    RecordFault(BiConsumer<Turns, ApiError> schedule) {
        this.schedule = schedule;
    }

    public RecordFault times(int records) {
        times = records;
        return this;
    }

    public RecordFault always() {
        return times(Integer.MAX_VALUE);
    }

    /** The record is refused with the code and the message. */
    public void fail(String statusCode, String message, String... fields) {
        schedule.accept(new Turns(times, 1, null), new ApiError(statusCode, message, fields));
    }
}
