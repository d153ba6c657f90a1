package dev.serai.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a directory of route files held at one moment. What is checked, what is loaded and what is kept as a version are the same
 * bytes, also if somebody writes the files meanwhile.
 *
 * @param directory where it was read
 * @param sources by their names
 * @param findings the files that nothing reads, or that are too large to be read
 */
public record RouteSnapshot(Path directory, SortedMap<String, RouteSource> sources, List<Finding> findings) {

    /** @throws IOException if the directory or a file of it cannot be read, also because it has just been deleted */
    public static RouteSnapshot read(Path directory) throws IOException {
        RouteDirectory listed = RouteDirectory.read(directory);
        List<Finding> findings = new ArrayList<>(listed.strays());
        SortedMap<String, RouteSource> sources = new TreeMap<>();
        for (List<Path> routes : List.of(listed.routers(), listed.destinations())) {
            for (Path route : routes) {
                SortedMap<String, byte[]> files = new TreeMap<>();
                for (Path file : beside(route, listed.files())) {
                    if (!Files.isRegularFile(file)) {
                        findings.add(new Finding(
                                file.toString(), 0, "cannot be read: it is no file, or a link that leads nowhere", ""));
                    } else if (Files.size(file) > RouteSource.MAX_BYTES) {
                        findings.add(new Finding(
                                file.toString(),
                                0,
                                "is larger than " + RouteSource.MAX_BYTES + " bytes and is not read",
                                "move it out of " + directory));
                    } else {
                        files.put(file.getFileName().toString(), Files.readAllBytes(file));
                    }
                }
                RouteSource source = new RouteSource(name(directory, route), files);
                if (files.containsKey(route.getFileName().toString())) {
                    sources.put(source.name(), source);
                }
            }
        }
        return new RouteSnapshot(directory, sources, List.copyOf(findings));
    }

    private static List<Path> beside(Path route, List<Path> files) {
        String stem = RouteFile.stem(route) + ".";
        return files.stream()
                .filter(file -> String.valueOf(file.getParent()).equals(String.valueOf(route.getParent())))
                .filter(file -> file.getFileName().toString().startsWith(stem))
                .filter(file -> file.equals(route) || !file.toString().endsWith(RouteFile.SUFFIX))
                .toList();
    }

    private static String name(Path directory, Path route) {
        String relative = directory.relativize(route).toString().replace('\\', '/');
        return relative.substring(0, relative.length() - RouteFile.SUFFIX.length());
    }

    /** One with these sources and nothing else. */
    public static RouteSnapshot of(Path directory, RouteSource... sources) {
        SortedMap<String, RouteSource> byName = new TreeMap<>();
        for (RouteSource source : sources) {
            byName.put(source.name(), source);
        }
        return new RouteSnapshot(directory, byName, List.of());
    }

    /** Whether every file of it is the same as in another one. */
    public boolean isSameAs(RouteSnapshot other) {
        return sources.keySet().equals(other.sources.keySet())
                && findings.equals(other.findings)
                && sources.values().stream().allMatch(other::has);
    }

    private boolean has(RouteSource source) {
        RouteSource its = sources.get(source.name());
        return its != null && its.isSameAs(source);
    }
}
