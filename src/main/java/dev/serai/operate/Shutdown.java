package dev.serai.operate;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was started, in the order of the stages and not of the start. Each part says how it is ended as soon as it
 * is there, so that a start that fails in the middle leaves no thread, no connection and no lock behind.
 */
public final class Shutdown implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private final Map<Stage, Step> steps = new EnumMap<>(Stage.class);
    private volatile boolean begun;

    /** What is ended, the first one first: no new work, then the work that is out, then what that work needs. */
    public enum Stage {
        PORT,
        SECRETS,
        RELOAD,
        ALARMS,
        JOBS,
        REROUTING,
        DESTINATIONS,
        ROUTES,
        COMMITTER,
        DATABASES,
        METRICS,
        HISTORY,
        TRACES,
        JOURNAL,
        VERTX
    }

    /** How a part is ended. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    public void at(Stage stage, Step step) {
        steps.put(stage, step);
    }

    /** Whether the end has begun. */
    boolean begun() {
        return begun;
    }

    /** Takes each step once. A step that fails, even by an interruption, does not keep the others from being taken. */
    @Override
    public void close() {
        begun = true;
        for (Stage stage : Stage.values()) {
            Step step = steps.remove(stage);
            if (step != null) {
                end(stage, step);
            }
        }
    }

    private static void end(Stage stage, Step step) {
        try {
            step.run();
        } catch (Exception | Error e) {
            log.error("stopping step={} outcome=failed error={}", stage, e.toString());
        }
    }
}
