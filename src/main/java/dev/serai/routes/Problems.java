package dev.serai.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is wrong and does not stop the receiving: named in the log when it is found, and in health as long as it lasts. Used
 * by several threads.
 */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private record Source(String about, List<Finding> findings) {}

    /**
     * Takes back what was wrong with a source, and says what is wrong with it now.
     *
     * @param source the path of a file, or another name for what was looked at
     * @param about the destination or family that suffers
     * @param findings none if nothing is wrong any more
     */
    synchronized void replace(String source, String about, List<Finding> findings) {
        Source before = sources.remove(source);
        if (!findings.isEmpty()) {
            sources.put(source, new Source(about, List.copyOf(findings)));
        } else if (before != null) {
            log.info("place={} about={} outcome=mended", source, before.about());
        }
        findings.stream()
                .filter(finding -> before == null || !before.findings().contains(finding))
                .forEach(finding -> log.atLevel(finding.isError() ? Level.ERROR : Level.WARN)
                        .log("place={} about={} reason={}", finding.where(), about, finding.what()));
    }

    public synchronized List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        sources.values().forEach(source -> all.addAll(source.findings()));
        return all;
    }

    /** The first error that keeps a destination or family from working, or null. */
    synchronized @Nullable String of(String about) {
        return sources.values().stream()
                .filter(source -> source.about().equals(about))
                .flatMap(source -> source.findings().stream())
                .filter(Finding::isError)
                .map(Finding::toString)
                .findFirst()
                .orElse(null);
    }
}
