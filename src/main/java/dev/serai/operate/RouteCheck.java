package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.check.RouteChecker;
import dev.serai.check.TextDiff;
import dev.serai.config.Config;
import dev.serai.config.PackedFiles;
import dev.serai.receive.Family;
import dev.serai.reload.ReloadReport;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFiles;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** What {@code serai diff} and {@code serai check} say of the route files on disk. It is made once at a time: who asks meanwhile gets the same. */
final class RouteCheck {
    private final Path directory;
    private final RouteFiles files;
    private final Config config;
    private final List<Family> families;
    private final Trials trials;
    private @Nullable FutureTask<OnDisk> beingMade;

    /**
     * The files on disk.
     *
     * @param findings those about no file that is listed
     * @param cases how many cases were run
     */
    private record OnDisk(List<CheckedFile> files, List<Finding> findings, int cases) {}

    /**
     * The files on disk, and what the last reload did.
     *
     * @param last null if no file has changed since the start
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Checked(
            List<CheckedFile> files,
            List<Finding> findings,
            int cases,
            @Nullable ReloadReport last) {}

    /**
     * A route file, or what lies beside one.
     *
     * @param name of the route file in the directory, without its suffix
     * @param file its own name in the directory
     * @param running the text that runs; null if none does
     * @param disk the text on disk; null if there is none
     * @param diff a unified diff; empty if the texts are the same
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CheckedFile(
            String name,
            String file,
            @Nullable String running,
            @Nullable String disk,
            boolean differs,
            String diff,
            List<Finding> findings) {}

    RouteCheck(Path directory, RouteFiles files, Config config, List<Family> families, Trials trials) {
        this.directory = directory;
        this.files = files;
        this.config = config;
        this.families = families;
        this.trials = trials;
    }

    Checked check(@Nullable ReloadReport last) throws Exception {
        FutureTask<OnDisk> own = new FutureTask<>(() -> trials.run(this::made));
        FutureTask<OnDisk> task;
        synchronized (this) {
            task = beingMade == null ? own : beingMade;
            beingMade = task;
        }
        if (task == own) {
            try {
                own.run();
            } finally {
                synchronized (this) {
                    beingMade = null;
                }
            }
        }
        try {
            OnDisk made = task.get();
            return new Checked(made.files(), made.findings(), made.cases(), last);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    private OnDisk made() throws Exception {
        if (!Files.isDirectory(directory)) {
            Finding missing = new Finding(directory.toString(), 0, "routes.directory is not there", "");
            return new OnDisk(compared(new TreeMap<>(), new ArrayList<>()), List.of(missing), 0);
        }
        SortedMap<String, RouteSource> disk = RouteSnapshot.read(directory).sources();
        RouteChecker.Report report =
                new RouteChecker(directory, config.with(Map.of()), families, RouteCheck::sample).check(Set.of());
        List<Finding> rest = new ArrayList<>(report.findings());
        List<CheckedFile> compared = compared(disk, rest);
        return new OnDisk(compared, rest, report.cases());
    }

    private static String sample(String name) throws IOException {
        return PackedFiles.text("payloads/" + name + ".json");
    }

    /** @param findings of which those about a listed file are taken out */
    private List<CheckedFile> compared(SortedMap<String, RouteSource> disk, List<Finding> findings) {
        SortedSet<String> names = new TreeSet<>(files.running().keySet());
        names.addAll(disk.keySet());
        List<CheckedFile> compared = new ArrayList<>();
        for (String name : names) {
            RouteFiles.Running its = files.running().get(name);
            SortedMap<String, String> then =
                    its == null ? new TreeMap<>() : its.source().texts();
            RouteSource source = disk.get(name);
            SortedMap<String, String> now = source == null ? new TreeMap<>() : source.texts();
            SortedSet<String> all = new TreeSet<>(then.keySet());
            all.addAll(now.keySet());
            for (String file : all) {
                compared.add(compared(name, file, then.get(file), now.get(file), findings));
            }
        }
        return compared;
    }

    private CheckedFile compared(
            String name, String file, @Nullable String then, @Nullable String now, List<Finding> findings) {
        String path = name.replaceFirst("[^/]*$", "") + file;
        List<String> lines = TextDiff.lines(
                then == null ? "/dev/null" : "running/" + path,
                then == null ? "" : then,
                now == null ? "/dev/null" : "disk/" + path,
                now == null ? "" : now);
        List<Finding> its = findings.stream()
                .filter(finding -> isAbout(finding, name, path))
                .toList();
        findings.removeAll(its);
        boolean differs = then == null || !then.equals(now);
        return new CheckedFile(name, path, then, now, differs, String.join("\n", lines), its);
    }

    /** What is found in the cases of a route file is about the route file. */
    private boolean isAbout(Finding finding, String name, String path) {
        String place = finding.place();
        return place.equals(directory.resolve(path).toString())
                || (path.endsWith(RouteFile.SUFFIX)
                        && place.equals(
                                directory.resolve(name + RouteFile.CASES).toString()));
    }
}
