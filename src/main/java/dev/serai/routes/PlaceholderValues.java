package dev.serai.routes;

import dev.serai.config.Config;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values of placeholders that would not arrive as they stand in the configuration, because Camel puts them into a text that is
 * then read: as a URI, as Groovy, as Simple. No message quotes a value.
 */
record PlaceholderValues(Config config) implements RouteRule {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^{}:?]+)(?::[^{}]*)?}}");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}");
    private static final Pattern OF_A_URI = Pattern.compile("[&+%#\\\\]|^RAW[({]");
    private static final Pattern OF_GROOVY = Pattern.compile("[\\\\'\"$\\n]");
    private static final Pattern OF_SIMPLE = Pattern.compile("\\\\|\\$(?:simple)?\\{");

    @Override
    public Stream<Finding> check(RouteFile file) {
        return file.tree().all().filter(YamlTree::isText).flatMap(text -> PLACEHOLDER
                .matcher(text.text())
                .results()
                .flatMap(placeholder -> check(file, text, placeholder)));
    }

    private Stream<Finding> check(RouteFile file, YamlTree text, MatchResult placeholder) {
        String name = placeholder.group(1);
        String value = Objects.requireNonNullElse(config.placeholder(name), "");
        String reads = "the value of {{" + name + "}} has a character that ";
        if (BRACES.matcher(value).find()) {
            return found(
                    file,
                    text,
                    placeholder,
                    "the value of {{" + name + "}} has \"{{\" or \"}}\" in it, which Camel takes for a placeholder",
                    "give " + name + " another value");
        }
        if (text.path().contains("groovy") && OF_GROOVY.matcher(value).find()) {
            return found(
                    file,
                    text,
                    placeholder,
                    reads + "Groovy reads in its own way: a quote, a backslash or a dollar",
                    "set a variable to it by a setVariable with constant, and write variables.<name> here");
        }
        if (text.path().contains("simple") && OF_SIMPLE.matcher(value).find()) {
            return found(
                    file,
                    text,
                    placeholder,
                    reads + "Simple reads in its own way: a backslash or ${",
                    "set a variable to it by a setVariable with constant, and write ${variable.<name>} here");
        }
        return isOption(text, placeholder) && OF_A_URI.matcher(value).find()
                ? found(
                        file,
                        text,
                        placeholder,
                        reads + "a URI reads in its own way: one of & + % # and the backslash",
                        "write RAW({{" + name + "}})")
                : Stream.empty();
    }

    /** Whether it is the value of an option, below {@code parameters:} or in a query; a whole URI is read as what it is. */
    private static boolean isOption(YamlTree text, MatchResult placeholder) {
        String before = text.text().substring(0, placeholder.start());
        return !before.endsWith("RAW(")
                && !before.endsWith("RAW{")
                && (text.path().contains("parameters") || (text.key().equals("uri") && before.contains("?")));
    }

    private static Stream<Finding> found(
            RouteFile file, YamlTree text, MatchResult placeholder, String reason, String instead) {
        return Stream.of(file.finding(text.lineOf(placeholder.group()), reason, instead));
    }
}
