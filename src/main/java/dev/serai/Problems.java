package dev.serai;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong and does not stop the receiving: named in the log when it is found, and in health as long as it lasts. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private final List<Problem> found = new CopyOnWriteArrayList<>();

    /**
     * @param place file and line, or the key
     * @param about the destination or family that suffers
     */
    record Problem(String place, String about, String reason) {
        @Override
        public String toString() {
            return place + ": " + reason;
        }
    }

    void add(Problem problem) {
        found.add(problem);
        log.error("place={} about={} reason={}", problem.place(), problem.about(), problem.reason());
    }

    Collection<Problem> all() {
        return found;
    }

    /** The first problem of somebody, or null. */
    @org.jspecify.annotations.Nullable
    String of(String about) {
        return found.stream()
                .filter(problem -> problem.about().equals(about))
                .map(Problem::toString)
                .findFirst()
                .orElse(null);
    }
}
