package dev.serai.faults;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waiting while things break: what a far side throws on a thread of its own, when a process dies, is no failure. */
final class Patience {
    private Patience() {}

    static ConditionFactory atMost(Duration duration) {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(duration);
    }
}
