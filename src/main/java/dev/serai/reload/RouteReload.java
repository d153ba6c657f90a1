package dev.serai.reload;

import dev.serai.check.Rehearsal;
import dev.serai.dispatch.Dispatcher;
import dev.serai.dispatch.Dispatchers;
import dev.serai.event.Event;
import dev.serai.journal.Journal;
import dev.serai.journal.RouteVersions;
import dev.serai.journal.RouteVersions.Version;
import dev.serai.journal.StoredEvents;
import dev.serai.reload.ReloadReport.Action;
import dev.serai.reload.ReloadReport.Change;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFiles.Running;
import dev.serai.routes.RouteRuntime;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import dev.serai.routes.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings the routes of the running gateway in line with their directory. A file that changed is checked, built and its cases are
 * run in a runtime of its own; with an error, the version that runs goes on. A router is changed between two events, a destination
 * when its calls have ended. Receiving never stops.
 */
public final class RouteReload {
    private static final Logger log = LoggerFactory.getLogger(RouteReload.class);
    /** An editor may write a file in several steps; it is read when it has not changed for this long. */
    private static final long SETTLE_MILLIS = 300;

    private static final int SETTLE_TRIES = 20;

    private final Path directory;
    private final RouteRuntime runtime;
    private final Rehearsals rehearsals;
    private final Dispatchers dispatchers;
    private final RouteVersions versions;
    private final StoredEvents events;
    private final Aftermath aftermath;
    private final Clock clock;
    private final Object changing = new Object();

    /** What the directory held at the last reload; null if it could not be read. */
    private volatile @Nullable RouteSnapshot seen;

    private volatile @Nullable ReloadReport last;
    /** What the last reload has refused, by the name of the source. */
    private volatile Map<String, Change> refused = Map.of();

    private volatile boolean closed;

    /** The versions that are written, by the names of their sources. */
    private final Map<String, String> kept = new ConcurrentHashMap<>();

    /** Tries changed files. */
    @FunctionalInterface
    public interface Rehearsals {
        /** @param names of the sources that changed */
        Rehearsal of(Stage stage, Set<String> names) throws Exception;
    }

    /** Is told that other routes run than before. */
    @FunctionalInterface
    public interface Aftermath {
        void routesChanged() throws IOException, SQLException;
    }

    public RouteReload(
            Path directory,
            RouteRuntime runtime,
            Rehearsals rehearsals,
            Dispatchers dispatchers,
            RouteVersions versions,
            StoredEvents events,
            Aftermath aftermath,
            Clock clock) {
        this.directory = directory;
        this.runtime = runtime;
        this.rehearsals = rehearsals;
        this.dispatchers = dispatchers;
        this.versions = versions;
        this.events = events;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /**
     * Keeps which versions run since the start.
     *
     * @param loaded what they were loaded from
     */
    public void started(RouteSnapshot loaded) {
        seen = loaded;
        keepVersions();
    }

    /** Writes the versions that run and are not written yet, because the journal was away. */
    void keepVersions() {
        List<Version> missing = runtime.files.running().values().stream()
                .filter(running -> !running.source()
                        .version()
                        .equals(kept.get(running.source().name())))
                .map(running -> new Version(
                        running.source().name(),
                        running.source().version(),
                        running.source().texts(),
                        running.since()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try {
            versions.begun(missing);
            missing.forEach(each -> kept.put(each.name(), each.hash()));
        } catch (SQLException e) {
            log.warn("routes outcome=versions-not-kept error={}", Journal.describe(e));
        }
    }

    /** Changes nothing any more: Serai is stopping. */
    void close() {
        closed = true;
    }

    /** Whether the directory is another than at the last reload; one that cannot be read is another, too. */
    boolean hasChanged() {
        RouteSnapshot before = seen;
        try {
            return before == null || !RouteSnapshot.read(directory).isSameAs(before);
        } catch (IOException e) {
            return true;
        }
    }

    /** What the last reload did that found a change; null if none did since the start. */
    public @Nullable ReloadReport last() {
        return last;
    }

    /** The files of which a version before runs on, since the last reload has refused them; in the order of their names. */
    public Collection<Change> refused() {
        return refused.values();
    }

    /** Loads every file that is not as it runs. One reload at a time; what changes meanwhile is for the next. */
    public synchronized ReloadReport reload() {
        String at = clock.instant().toString();
        seen = null;
        try {
            RouteSnapshot now = settled();
            if (!Files.isDirectory(directory)) {
                runtime.files.name(now);
                return new ReloadReport(at, List.of(), directory + " is not there; the routes that ran run on");
            }
            List<Change> changes = reload(now);
            seen = now;
            refused = changes.stream()
                    .filter(change -> change.action() == Action.REFUSED)
                    .collect(Collectors.toMap(Change::name, change -> change, (one, other) -> other, TreeMap::new));
            runtime.files.notReloaded(null);
            ReloadReport report = new ReloadReport(at, changes, null);
            last = changes.isEmpty() ? last : report;
            return report;
        } catch (Exception | Error e) {
            String reason = "cannot be loaded: " + Journal.describe(e) + "; the routes that ran run on";
            runtime.files.notReloaded(reason);
            return new ReloadReport(at, List.of(), directory + " " + reason);
        }
    }

    /** @throws IOException if the files go on changing */
    private RouteSnapshot settled() throws IOException, InterruptedException {
        RouteSnapshot before = null;
        for (int tried = 0; tried < SETTLE_TRIES; tried++) {
            RouteSnapshot now = read();
            if (now != null && before != null && now.isSameAs(before)) {
                return now;
            }
            before = now;
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        }
        throw new IOException("its files go on changing");
    }

    private @Nullable RouteSnapshot read() throws IOException {
        try {
            return RouteSnapshot.read(directory);
        } catch (NoSuchFileException e) {
            return null; // deleted between listing and reading
        }
    }

    private List<Change> reload(RouteSnapshot now) throws Exception {
        Map<String, Running> running = runtime.files.running();
        Map<String, RouteSource> changed = new LinkedHashMap<>();
        now.sources().forEach((name, source) -> {
            Running its = running.get(name);
            if (its == null || !its.source().isSameAs(source)) {
                changed.put(name, source);
            } else {
                runtime.files.foundAsItRuns(its);
            }
        });
        List<RouteSource> gone = running.values().stream()
                .map(Running::source)
                .filter(source -> !now.sources().containsKey(source.name()))
                .toList();
        runtime.files.name(now);
        List<Change> changes = new ArrayList<>();
        // first, because a file may have been renamed
        for (RouteSource source : gone) {
            changes.add(remove(source));
        }
        if (!changed.isEmpty()) {
            try (Stage stage = Stage.of(now);
                    Rehearsal rehearsal = rehearsals.of(stage, changed.keySet())) {
                changes.addAll(load(changed, rehearsal, stage));
            }
        }
        if (!changes.isEmpty()) {
            keepVersions();
            aftermath.routesChanged();
        }
        changes.forEach(RouteReload::log);
        return changes;
    }

    /** Routers first: a destination waits for its calls. */
    private List<Change> load(Map<String, RouteSource> changed, Rehearsal rehearsal, Stage stage) {
        List<Change> changes = new ArrayList<>();
        List<CompletableFuture<Change>> draining = new ArrayList<>();
        for (RouteSource source : changed.values()) {
            List<Finding> findings = rehearsal.findings(source);
            if (findings.stream().anyMatch(Finding::isError)) {
                changes.add(refuse(source, findings));
            } else if (!source.isDestination()) {
                Comparison compared = compare(source, rehearsal);
                changes.add(put(source, stage, findings, compared));
            } else {
                draining.add(
                        CompletableFuture.supplyAsync(() -> sameVersion(source) ? null : drain(source), this::start)
                                .thenApply(drained -> take(source, stage, findings, drained)));
            }
        }
        draining.forEach(each -> changes.add(each.join()));
        return changes;
    }

    private void start(Runnable drain) {
        Thread thread = new Thread(drain, "reload-drain");
        thread.setDaemon(true);
        thread.start();
    }

    private @Nullable Dispatcher drain(RouteSource source) {
        try {
            return dispatchers.drain(source.stem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Change take(RouteSource source, Stage stage, List<Finding> findings, @Nullable Dispatcher drained) {
        try {
            return put(source, stage, findings, null);
        } finally {
            if (drained != null) {
                goOn(source, drained);
            }
        }
    }

    /** A drained destination that was not changed after all, since Camel does not take the file, begins anew. */
    private void goOn(RouteSource source, Dispatcher drained) {
        if (dispatchers.isWorkedBy(source.stem(), drained) && !closed) {
            synchronized (changing) {
                runtime.files.again(source.name());
            }
        }
        dispatchers.handedOver(source.stem(), drained);
    }

    private boolean sameVersion(RouteSource source) {
        return source.version().equals(version(source.name()));
    }

    private @Nullable String version(String name) {
        Running its = runtime.files.running().get(name);
        return its == null ? null : its.source().version();
    }

    private Change put(RouteSource source, Stage stage, List<Finding> findings, @Nullable Comparison compared) {
        String before = version(source.name());
        List<Finding> all = new ArrayList<>(findings);
        // the routes of a context are changed by one thread at a time
        synchronized (changing) {
            if (closed) {
                throw new IllegalStateException("Serai is stopping");
            }
            all.addAll(runtime.files.put(source, stage));
        }
        if (all.stream().anyMatch(Finding::isError)) {
            return refuse(source, all);
        }
        runtime.files.found(source, all);
        return new Change(source.name(), Action.LOADED, before, source.version(), compared, all);
    }

    private Change refuse(RouteSource source, List<Finding> findings) {
        String before = version(source.name());
        List<Finding> all = new ArrayList<>(findings);
        if (before != null) {
            all.add(new Finding(
                            source.in(directory).toString(),
                            0,
                            "is not loaded; version " + before + " of it runs on until the file is mended",
                            "")
                    .asWarning());
        }
        runtime.files.found(source, all);
        return new Change(source.name(), Action.REFUSED, before, before, null, findings);
    }

    private Change remove(RouteSource source) {
        String before = version(source.name());
        Dispatcher drained = source.isDestination() ? drain(source) : null;
        runtime.files.remove(source);
        kept.remove(source.name());
        if (drained != null) {
            dispatchers.handedOver(source.stem(), drained);
        }
        try {
            versions.ended(source.name(), clock.instant());
        } catch (SQLException e) {
            log.warn("routes name={} outcome=end-not-kept error={}", source.name(), Journal.describe(e));
        }
        return new Change(source.name(), Action.REMOVED, before, null, null, List.of());
    }

    /** Where the last events of its family would go by the new router; null if its family has none. */
    private @Nullable Comparison compare(RouteSource source, Rehearsal rehearsal) {
        try {
            List<Event> last = version(source.name()) == null || sameVersion(source)
                    ? List.of()
                    : events.last(source.stem(), StoredEvents.LAST);
            Comparison.Counter counter = new Comparison.Counter();
            for (Event event : last) {
                counter.add(
                        event.type(),
                        Comparison.words(runtime.route(event)),
                        Comparison.words(rehearsal.decide(event)));
            }
            return last.isEmpty() ? null : counter.result();
        } catch (SQLException e) {
            log.warn("routes name={} outcome=not-compared error={}", source.name(), Journal.describe(e));
            return null;
        }
    }

    private static void log(Change change) {
        log.atLevel(change.action() == Action.REFUSED ? Level.ERROR : Level.INFO)
                .log(
                        "routes name={} outcome={} version={} before={}{}",
                        change.name(),
                        change.action().name().toLowerCase(Locale.ROOT),
                        change.after(),
                        change.before(),
                        change.compared() == null ? "" : " compared=\"" + change.compared() + "\"");
    }
}
