package dev.serai.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What takes the events of a work, for as long as it is told. */
interface Taker {
    String name();

    /** The database in which it keeps them, null if it keeps none. */
    @Nullable
    String journal();

    /** The process in which it runs. */
    long pid();

    /** @param run differs from that of every other run, so that each event is new */
    Seen take(Work work, String run, Duration time) throws Exception;
}
