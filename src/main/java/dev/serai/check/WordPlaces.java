package dev.serai.check;

import dev.serai.config.DecodedText;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Where a destination says a word: in its route file, or in a statement beside it. */
final class WordPlaces {
    /** A comment or a description, which only speaks of the word. */
    private static final Pattern ASIDE = Pattern.compile("\\s*(?:#|//|--|description:).*");

    private final Path file;
    private final List<String> lines;

    private WordPlaces(Path file) {
        this.file = file;
        this.lines = lines(file);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? DecodedText.of(file).text().lines().toList()
                    : List.of();
        } catch (IOException e) {
            return List.of(); // loading the file names that
        }
    }

    /** Those of a route file. */
    static WordPlaces ofRoute(Path route) {
        return new WordPlaces(route);
    }

    /** Those of the file beside a route that holds a statement; those of the route if none does. */
    static WordPlaces ofStatement(Path route, String statement) {
        return new WordPlaces(holding(route, plain(statement.lines())).orElse(route));
    }

    private static Optional<Path> holding(Path route, String statement) {
        try {
            RouteFile file = RouteFile.read(route);
            return file.tree()
                    .all()
                    .filter(YamlTree::isText)
                    .flatMap(text -> ResourceRules.path(file, text).stream())
                    .filter(path -> plain(lines(path).stream()).equals(statement))
                    .findFirst();
        } catch (IOException | YamlEngineException e) {
            return Optional.empty();
        }
    }

    /** camel-sql leaves out the lines that are comments. */
    private static String plain(Stream<String> lines) {
        return lines.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }

    /**
     * A finding where the first of some words stands that stands anywhere, first as it is written; in line 1 if none does.
     *
     * @param words in the order in which they are looked for
     */
    Finding finding(Severity severity, List<String> words, String reason, String instead) {
        return Stream.of(0, Pattern.CASE_INSENSITIVE)
                .flatMap(flags -> words.stream().map(word -> find(word, flags)))
                .flatMap(Optional::stream)
                .findFirst()
                .map(at -> new Finding(severity, file.toString(), at.line(), at.column(), reason, instead))
                .orElseGet(() -> new Finding(severity, file.toString(), 1, 0, reason, instead));
    }

    private record At(int line, int column) {}

    private Optional<At> find(String word, int flags) {
        Pattern whole = Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])", flags);
        for (int i = 0; i < lines.size() && !word.isEmpty(); i++) {
            Matcher found = whole.matcher(lines.get(i));
            if (!ASIDE.matcher(lines.get(i)).matches() && found.find()) {
                return Optional.of(new At(i + 1, found.start() + 1));
            }
        }
        return Optional.empty();
    }
}
