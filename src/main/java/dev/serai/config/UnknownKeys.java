package dev.serai.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds keys that nothing asks for: a misspelt key would leave its default in force without a word. A key is known if
 * Serai has asked for it, if it is one of Camel's ({@code camel.*}), or if a route file uses it as <code>{{key}}</code>.
 */
public final class UnknownKeys {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:?]+)");

    private final Config config;
    private final Set<String> known;
    private final Set<String> used;

    /** @param routes the directory of the route files */
    public UnknownKeys(Config config, Path routes) {
        this.config = config;
        this.known = Set.copyOf(config.asked());
        this.used = placeholders(routes);
    }

    /** Adds a problem for each. */
    public void complain() {
        for (String key : config.keys()) {
            if (!known.contains(key) && !used.contains(key) && !key.startsWith(Config.FOREIGN)) {
                config.problem(key, "is no key that Serai knows" + nearest(key, known));
            }
        }
        Set<String> variables = known.stream().map(Config::variable).collect(Collectors.toSet());
        Set<String> firstWords = known.stream()
                .map(key -> Config.variable(key.replaceFirst("\\..*", "")) + "_")
                .collect(Collectors.toSet());
        for (String each : new TreeSet<>(config.variables())) {
            String variable = each.endsWith(Config.FILE) && !variables.contains(each)
                    ? each.substring(0, each.length() - Config.FILE.length())
                    : each;
            boolean ours = firstWords.stream().anyMatch(variable::startsWith);
            // a variable of another program may begin with one of our words, as JOURNAL_STREAM of systemd does
            if (ours
                    && !variables.contains(variable)
                    && !used.contains(variable)
                    && Spelling.nearest(variable, variables, Spelling.TYPO).isPresent()) {
                config.problemOfVariable(each, "is no key that Serai knows" + nearest(variable, variables));
            }
        }
    }

    /** Nothing is suggested that differs in more than a third of the letters. */
    private static String nearest(String wrong, Collection<String> right) {
        return Spelling.nearest(wrong, right, Math.max(Spelling.TYPO, wrong.length() / 3))
                .map(each -> "; the nearest is " + each)
                .orElse("");
    }

    /** The keys that the route files of a directory use as <code>{{key}}</code>; none if there is no such directory. */
    public static Set<String> placeholders(Path routes) {
        Set<String> found = new HashSet<>();
        try {
            for (Path directory : List.of(routes, routes.resolve("destinations"))) {
                for (Path file : yaml(directory)) {
                    Matcher each = PLACEHOLDER.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                    while (each.find()) {
                        found.add(each.group(1));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The route files of a directory, through symbolic links; a link that leads nowhere is named when it is loaded. */
    private static List<Path> yaml(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
