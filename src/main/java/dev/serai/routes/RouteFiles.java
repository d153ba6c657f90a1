package dev.serai.routes;

import dev.serai.dispatch.Dispatchers;
import dev.serai.outbox.DestinationKeys;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.Router;
import dev.serai.routes.CamelRoutes.LoadException;
import dev.serai.routes.CamelRoutes.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The route files that run. They are loaded one by one, so that a mistake in one of them costs the others nothing. A file that
 * cannot be loaded is a {@link Finding} with its line; the events of its family or destination are kept and wait.
 */
public final class RouteFiles implements Router.Versions {
    private static final String DESTINATIONS = RouteDirectory.DESTINATIONS;

    private final Path directory;
    private final RouteRule rule;
    private final DestinationKeys keys;
    private final Problems problems;
    private final CamelRoutes routes;
    private final Router router;
    private final Clock clock;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Set<String> unworkedNames = new TreeSet<>();
    private final Set<String> strays = new TreeSet<>();

    /** The files that something may have been found in. */
    private final Set<Path> named = ConcurrentHashMap.newKeySet();

    /**
     * A source that runs.
     *
     * @param findings what is wrong with it, and did not keep it out
     */
    public record Running(RouteSource source, Instant since, List<Finding> findings) {}

    RouteFiles(
            Path directory,
            RouteRule rule,
            DestinationKeys keys,
            Problems problems,
            CamelRoutes routes,
            Router router,
            Clock clock) {
        this.directory = directory;
        this.rule = rule;
        this.keys = keys;
        this.problems = problems;
        this.routes = routes;
        this.router = router;
        this.clock = clock;
        router.versionsOf(this);
    }

    /** The sources that run, by their names. */
    public Map<String, Running> running() {
        return new TreeMap<>(running);
    }

    @Override
    public @Nullable String reason(String family) {
        return problems.of(family);
    }

    @Override
    public @Nullable String version(String family) {
        Running its = running.get(family);
        return its == null ? null : its.source().version();
    }

    /** Loads all that a webhook waits for, in the order of their paths. */
    public void loadRouters(RouteSnapshot snapshot, Stage stage) {
        name(snapshot);
        snapshot.sources().values().stream()
                .filter(source -> !source.isDestination())
                .forEach(source -> load(source, stage));
    }

    /** The rest, in the order of their paths. Most of the time of a start goes into these: their mappings are compiled. */
    public void loadDestinations(RouteSnapshot snapshot, Stage stage) {
        snapshot.sources().values().stream().filter(RouteSource::isDestination).forEach(source -> load(source, stage));
    }

    /** Names the files that nothing reads, in place of those that were named before. */
    public void name(RouteSnapshot snapshot) {
        problems.replace(
                directory.toString(),
                "routes",
                Files.isDirectory(directory)
                        ? List.of()
                        : List.of(new Finding(directory.toString(), 0, "routes.directory is not there", "")));
        Set<Path> there = snapshot.sources().values().stream()
                .map(source -> source.in(directory))
                .collect(Collectors.toSet());
        // of files that are gone, also those that never ran
        named.removeIf(file -> {
            if (!there.contains(file)) {
                problems.replace(file.toString(), RouteFile.stem(file), List.of());
            }
            return !there.contains(file);
        });
        strays.forEach(place -> problems.replace(place, "", List.of()));
        strays.clear();
        snapshot.findings().forEach(finding -> {
            strays.add(finding.place());
            problems.replace(finding.place(), RouteDirectory.about(Path.of(finding.place())), List.of(finding));
        });
    }

    /** Names why the directory could not be loaded once more; null takes that back. */
    public void notReloaded(@Nullable String reason) {
        problems.replace(
                directory + " (reload)",
                "routes",
                reason == null ? List.of() : List.of(new Finding(directory.toString(), 0, reason, "")));
    }

    /** The destinations that have a file; none if the directory cannot be read, which loading it will tell. */
    public static Set<String> destinations(Path directory) {
        try {
            return RouteDirectory.read(directory).destinations().stream()
                    .map(RouteFile::stem)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /**
     * Names every destination that a router or an old delivery names and no route works, in place of those that were named
     * before. Its events wait.
     *
     * @param waiting the destinations that something waits for
     */
    public void nameUnworked(OutboxComponent outbox, Set<String> waiting) throws IOException {
        unworkedNames.forEach(name -> problems.replace("outbox:" + name, name, List.of()));
        unworkedNames.clear();
        for (String name : keys.names()) {
            boolean lost = !outbox.working().contains(name) && !Files.exists(file(name));
            problems.replace(
                    "destination." + name,
                    name,
                    lost
                            ? List.of(new Finding("destination." + name, 0, "there is no file " + file(name), ""))
                            : List.of());
        }
        unworkedNames.addAll(outbox.named());
        unworkedNames.addAll(waiting);
        unworkedNames.removeAll(outbox.working());
        for (String name : unworkedNames) {
            nameUnworked(name);
        }
    }

    /** Names a destination that no route works, unless it is known why. */
    void nameUnworked(String name) throws IOException {
        if (problems.of(name) == null) {
            String reason = Files.exists(file(name))
                    ? "outbox:" + name + " is not enabled; destination." + name + ".enabled=true enables it"
                    : "outbox:" + name + " has no destination; there is no file " + file(name);
            problems.replace("outbox:" + name, name, List.of(whoNames(name, reason)));
        }
    }

    /** Shows in health and ledger why nothing goes there. */
    public void suspendUnworked(Dispatchers dispatchers) throws SQLException {
        for (String name : unworkedNames) {
            dispatchers.suspend(name, String.valueOf(problems.of(name)));
        }
        dispatchers.endUnworked(unworkedNames);
    }

    private Path file(String destination) {
        return directory.resolve(DESTINATIONS).resolve(destination + RouteFile.SUFFIX);
    }

    /** At the first line that names the destination. */
    private Finding whoNames(String destination, String reason) throws IOException {
        RouteDirectory files = RouteDirectory.read(directory);
        for (Path path : Stream.concat(files.routers().stream(), files.destinations().stream())
                .toList()) {
            try {
                RouteFile file = RouteFile.read(path);
                Optional<Finding> found = file.tree()
                        .all()
                        .filter(text -> RouteFile.withoutOptions(text.text()).equals("outbox:" + destination))
                        .findFirst()
                        .map(text -> file.finding(text.line(), reason, ""));
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (YamlEngineException | IOException e) {
                // loading the file has named that already
            }
        }
        return new Finding(
                "an earlier version of " + directory,
                0,
                reason + ", and deliveries wait for it; if it was renamed, run \"serai move --from " + destination
                        + " --to NAME\"",
                "");
    }

    /** Loads a source, unless something keeps it out. */
    void load(RouteSource source, Stage stage) {
        List<Finding> found = checked(source, stage);
        if (found.stream().noneMatch(Finding::isError)) {
            found = Stream.concat(put(source, stage).stream(), found.stream()).toList();
        }
        found(source, found);
    }

    /** What the rules say of a source: an error keeps it out. */
    private List<Finding> checked(RouteSource source, Stage stage) {
        Path staged = source.in(stage.directory());
        try {
            RouteFile file = RouteFile.read(staged);
            return Stream.of(misplaced(source, file), copy(file), rule.check(file))
                    .flatMap(each -> each)
                    .map(stage::shown)
                    .toList();
        } catch (YamlEngineException e) {
            return List.of(stage.shown(YamlTree.error(staged, e)));
        } catch (IOException | RuntimeException | Error e) {
            // no file keeps another one out: also not by an alias within itself, which has no end
            return List.of(new Finding(
                    source.in(directory).toString(),
                    0,
                    "cannot be read: " + e.getClass().getSimpleName(),
                    ""));
        }
    }

    /**
     * Puts a source, which has been checked, in place of the one that runs by its name, if one does. A router is changed between
     * two events. If Camel cannot make the routes, the source before runs on.
     *
     * @param stage in which the source lies
     * @return what is wrong; an error if the source does not run
     */
    public List<Finding> put(RouteSource source, Stage stage) {
        Running its = running.get(source.name());
        if (its != null && its.source().version().equals(source.version())) {
            // its cases changed
            running.put(source.name(), new Running(source, its.since(), its.findings()));
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        try {
            Parsed parsed = parsed(source, stage);
            change(source, () -> found.addAll(swap(source, parsed)));
        } catch (LoadException e) {
            found.add(e.finding());
        } catch (IOException | YamlEngineException e) {
            found.add(new Finding(source.in(directory).toString(), 0, "cannot be read: " + e, ""));
        }
        return found.stream().map(stage::shown).toList();
    }

    /** Names what is wrong with a source, in place of what was; it stays with the source if that one runs. */
    public void found(RouteSource source, List<Finding> findings) {
        running.computeIfPresent(
                source.name(),
                (name, its) -> its.source().isSameAs(source) ? new Running(source, its.since(), findings) : its);
        named.add(source.in(directory));
        problems.replace(source.in(directory).toString(), source.stem(), findings);
    }

    /** The file of a source is what runs: an error that a version between had is none any more. */
    public void foundAsItRuns(Running its) {
        found(its.source(), its.findings());
    }

    /** Ends what runs by the name of a source whose file is gone. */
    public void remove(RouteSource source) {
        change(source, () -> {
            routes.remove(source.in(directory));
            running.remove(source.name());
        });
        problems.replace(source.in(directory).toString(), source.stem(), List.of());
    }

    /** Makes the routes of a source that runs once more. */
    public void again(String name) {
        Running its = running.get(name);
        if (its != null) {
            change(its.source(), () -> {
                routes.remove(its.source().in(directory));
                Finding how = restored(its);
                if (how.isError()) {
                    running.remove(name);
                    found(its.source(), List.of(how));
                }
            });
        }
    }

    private void change(RouteSource source, Runnable change) {
        if (source.isDestination()) {
            change.run();
        } else {
            router.betweenEvents(change);
        }
    }

    private Parsed parsed(RouteSource source, Stage stage) throws IOException, LoadException {
        Path shown = source.in(directory);
        RouteFile staged = RouteFile.read(source.in(stage.directory()));
        return routes.parse(new RouteFile(shown, staged.tree()), new SourceText(shown, source), stage.directory());
    }

    private List<Finding> swap(RouteSource source, Parsed parsed) {
        Running before = running.remove(source.name());
        routes.remove(source.in(directory));
        try {
            List<Finding> found = routes.add(parsed);
            running.put(source.name(), new Running(source, clock.instant(), List.of()));
            return found;
        } catch (LoadException e) {
            return before == null ? List.of(e.finding()) : List.of(e.finding(), restored(before));
        }
    }

    /** The source before ran, so that Camel can make it again. */
    private Finding restored(Running before) {
        RouteSource source = before.source();
        String place = source.in(directory).toString();
        try (Stage stage = Stage.of(RouteSnapshot.of(directory, source))) {
            routes.add(parsed(source, stage));
            running.put(source.name(), before);
            return new Finding(place, 0, "the version before runs on: " + source.version(), "").asWarning();
        } catch (IOException | LoadException | RuntimeException e) {
            return new Finding(
                    place, 0, "the version before, " + source.version() + ", cannot be loaded either: " + e, "");
        }
    }

    /** A destination among the routers, where its cases and its statement would not be found either. */
    private Stream<Finding> misplaced(RouteSource source, RouteFile file) {
        return source.isDestination()
                ? Stream.empty()
                : file.routes().stream()
                        .map(route -> route.get("from").get("uri"))
                        .filter(uri -> uri.text().startsWith("outbox:"))
                        .map(uri -> file.finding(
                                uri,
                                RouteFile.withoutOptions(uri.text())
                                        + " is a destination, and this file is where routers are",
                                "move the file to " + directory.resolve(DESTINATIONS)));
    }

    /**
     * What belongs to the file beside this one that has the name of the route, also if that one cannot be loaded: an old copy
     * must not take its place.
     */
    private static Stream<Finding> copy(RouteFile file) {
        return file.routes().stream().flatMap(route -> {
            YamlTree id = route.get("id");
            YamlTree uri = route.get("from").get("uri");
            String from = RouteFile.withoutOptions(uri.text());
            boolean works = from.matches("(outbox|direct):.*")
                    && !route.get("autoStartup").text().equals("false");
            return Stream.concat(
                    named(file, id.text())
                            .map(owner -> file.finding(
                                    id,
                                    "route id " + id.text() + " is already in " + owner,
                                    "give it its own id, the name of the file")),
                    named(file, works ? from.replaceFirst(".*?:", "") : "")
                            .map(owner -> file.finding(
                                    uri, "a route from " + from + " is already in " + owner, "keep one of the two")));
        });
    }

    /** The file of a router or destination beside another file. */
    private static Stream<Path> named(RouteFile file, String name) {
        Path owner = file.path().resolveSibling(name + RouteFile.SUFFIX);
        return name.isEmpty() || name.equals(file.stem()) || !Files.exists(owner) ? Stream.empty() : Stream.of(owner);
    }
}
