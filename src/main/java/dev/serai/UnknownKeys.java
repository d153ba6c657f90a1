package dev.serai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
final class UnknownKeys {
    /** A variable that differs by no more letters from one of Serai's is taken for a misspelt one. */
    private static final int TYPO = 2;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:?]+)");

    private final Configuration configuration;
    private final Set<String> known;
    private final Set<String> used;

    /** @param routes the directory of the route files */
    UnknownKeys(Configuration configuration, Path routes) {
        this.configuration = configuration;
        this.known = Set.copyOf(configuration.asked().keySet());
        this.used = placeholders(routes);
    }

    /** Adds a problem for each. */
    void complain() {
        for (String key : configuration.keys()) {
            if (!known.contains(key) && !used.contains(key) && !key.startsWith("camel.")) {
                configuration.problem(key, "is no key that Serai knows" + nearest(key, known));
            }
        }
        Set<String> variables = known.stream().map(Configuration::variable).collect(Collectors.toSet());
        Set<String> firstWords = known.stream()
                .map(key -> Configuration.variable(key.replaceFirst("\\..*", "")) + "_")
                .collect(Collectors.toSet());
        for (String variable : new TreeSet<>(configuration.variables())) {
            boolean ours = firstWords.stream().anyMatch(variable::startsWith);
            // a variable of another program may begin with one of our words, as JOURNAL_STREAM of systemd does
            if (ours && !variables.contains(variable) && !used.contains(variable) && distance(variable, variables) <= TYPO) {
                configuration.problemOfVariable(variable, "is no key that Serai knows" + nearest(variable, variables));
            }
        }
    }

    private static String nearest(String wrong, Collection<String> right) {
        Optional<String> nearest = right.stream().min(Comparator.comparingInt(each -> distance(wrong, each)));
        return nearest.map(each -> "; the nearest is " + each).orElse("");
    }

    private static int distance(String wrong, Collection<String> right) {
        return right.stream().mapToInt(each -> distance(wrong, each)).min().orElse(Integer.MAX_VALUE);
    }

    /** How many letters must be changed, put in or taken out (Levenshtein). */
    private static int distance(String one, String other) {
        int[] costs = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(changed, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[other.length()];
    }

    private static Set<String> placeholders(Path routes) {
        if (!Files.isDirectory(routes)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(routes)) {
            Set<String> found = new HashSet<>();
            List<Path> yaml = files.filter(file -> file.toString().endsWith(".camel.yaml")).toList();
            for (Path file : yaml) {
                Matcher each = PLACEHOLDER.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                while (each.find()) {
                    found.add(each.group(1));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
