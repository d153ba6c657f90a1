package dev.serai.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around each page.
 *
 * @param title of the page
 * @param path of its entry in the navigation
 * @param files whose addresses the page has
 * @param topics of the stream that the page listens to, separated by commas; null if nothing on the page changes
 */
record Frame(
        String title,
        String path,
        Visitor visitor,
        StaticFiles files,
        @Nullable String topics) {

    /** An entry of the navigation. */
    record Entry(String path, String name, String key) {}

    static final List<Entry> ENTRIES = List.of(
            new Entry("", "Overview", "o"),
            new Entry("/events", "Events", "e"),
            new Entry("/destinations", "Destinations", "d"),
            new Entry("/dead", "Dead letters", "l"),
            new Entry("/routes", "Routes", "r"),
            new Entry("/refused", "Refused", "q"),
            new Entry("/people", "People", "p"),
            new Entry("/audit", "Audit", "a"));

    /** Where the page hears of changes; null if it need not. */
    @Nullable
    String stream() {
        return topics == null ? null : Console.ROOT + "/stream?topics=" + topics;
    }

    /** Whether the page needs the library that draws plots. */
    boolean hasPlots() {
        return path.isEmpty();
    }

    String url(String file) {
        return files.url(file);
    }

    boolean isCurrent(Entry entry) {
        return entry.path().equals(path);
    }
}
