package dev.serai.operate;

import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFiles.Running;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The route files that run, with others laid over them.
 *
 * @param changed the names of the sources that do not run in this form
 */
record LaidOver(RouteSnapshot snapshot, Set<String> changed) {
    private static final String DESTINATIONS = "destinations/";
    private static final Pattern NAME = Pattern.compile("(?:" + DESTINATIONS + ")?[\\w-][\\w.-]*");

    /**
     * @param running by the names of the sources
     * @param files the text of each file by its name in the directory, such as {@code destinations/crm.sql}
     * @throws ProblemException 400 if a name is none of a route file, or of what lies beside one
     */
    static LaidOver of(Path directory, Map<String, Running> running, Map<String, String> files)
            throws ProblemException {
        SortedMap<String, SortedMap<String, String>> texts = new TreeMap<>();
        running.forEach((name, its) -> texts.put(name, its.source().texts()));
        for (String file : files.keySet()) {
            if (!NAME.matcher(file).matches()) {
                throw new ProblemException(
                        400, "files has " + file + ", which is no name such as cmp.camel.yaml or destinations/crm.sql");
            }
            if (file.endsWith(RouteFile.SUFFIX)) {
                String source = file.substring(0, file.length() - RouteFile.SUFFIX.length());
                texts.computeIfAbsent(source, any -> new TreeMap<>());
            }
        }
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            String source = texts.keySet().stream()
                    .filter(each -> file.getKey().startsWith(each + "."))
                    .max(Comparator.comparing(String::length))
                    .orElseThrow(() -> new ProblemException(
                            400, "files has " + file.getKey() + ", which lies beside no route file"));
            String name = file.getKey().substring(file.getKey().lastIndexOf('/') + 1);
            String before =
                    texts.computeIfAbsent(source, any -> new TreeMap<>()).put(name, file.getValue());
            if (!file.getValue().equals(before)) {
                changed.add(source);
            }
        }
        Map<String, RouteSource> sources = new HashMap<>();
        texts.forEach((name, of) -> sources.put(name, RouteSource.of(name, of)));
        return new LaidOver(RouteSnapshot.of(directory, sources.values().toArray(RouteSource[]::new)), changed);
    }
}
