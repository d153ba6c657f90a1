package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A text of a route file in Simple or Groovy.
 *
 * @param at the text
 * @param asks whether the text is the condition of a step
 */
record RouteScript(RouteFile file, YamlTree at, Language language, boolean asks) {
    /** The steps whose expression is a condition. */
    private static final Set<String> ASKING = Set.of("when", "filter", "validate");

    enum Language {
        SIMPLE,
        GROOVY,
        CONSTANT
    }

    /** Those of a file; what stands in a file of its own is not among them. */
    static Stream<RouteScript> of(RouteFile file) {
        return file.tree()
                .all()
                .filter(each -> each.isMap() && !each.key().equals("expression"))
                .filter(each -> !each.path().contains("parameters"))
                .flatMap(step -> Stream.concat(
                        scripts(file, step, asks(step)), scripts(file, step.get("expression"), asks(step))))
                .filter(script -> script.at.isText()
                        && !script.text().isBlank()
                        && !script.text().startsWith("resource:"));
    }

    private static boolean asks(YamlTree step) {
        return ASKING.contains(step.key())
                || (step.key().equals("loop") && step.get("doWhile").text().equals("true"));
    }

    private static Stream<RouteScript> scripts(RouteFile file, YamlTree holder, boolean asks) {
        Stream<RouteScript> named = Stream.of(Language.values())
                .map(language -> new RouteScript(
                        file, text(holder.get(language.name().toLowerCase(Locale.ROOT))), language, asks));
        YamlTree other = holder.get("language");
        Stream<RouteScript> spelledOut = Stream.of(Language.values())
                .filter(language ->
                        language.name().equalsIgnoreCase(other.get("language").text()))
                .map(language -> new RouteScript(file, other.get("expression"), language, asks));
        return Stream.concat(named, spelledOut);
    }

    private static YamlTree text(YamlTree language) {
        return language.isMap() ? language.get("expression") : language;
    }

    String text() {
        return at.text();
    }

    /** Whether the file is asked about single events, whose payload is the body. */
    boolean isOfRouter() {
        return file.routes().stream()
                .anyMatch(route -> route.get("from").get("uri").text().startsWith("direct:"));
    }

    /** @param index of the text, from 0 */
    Finding finding(Severity severity, int index, String reason, String instead) {
        String before = text().substring(0, Math.max(0, Math.min(index, text().length())));
        int line = (int) before.chars().filter(c -> c == '\n').count();
        return finding(severity, line + 1, before.length() - before.lastIndexOf('\n'), reason, instead);
    }

    /**
     * @param line of the text, from 1
     * @param column of that line, from 1
     */
    Finding finding(Severity severity, int line, int column, String reason, String instead) {
        int inFile = at.lineOf("") + line - 1;
        return new Finding(severity, file.path().toString(), inFile, column(inFile, line, column), reason, instead);
    }

    /** Where a column of the text is in the file, if the line stands there as it is read. */
    private int column(int inFile, int line, int column) {
        String written = text().lines().skip(line - 1L).findFirst().orElse("");
        int indent = written.length() - written.stripLeading().length();
        int start = lineOfFile(inFile).indexOf(written.strip());
        return start < 0 || written.isBlank() ? at.column() : start + 1 + Math.max(0, column - 1 - indent);
    }

    private String lineOfFile(int line) {
        try {
            List<String> lines = Files.readAllLines(file.path());
            return line <= lines.size() ? lines.get(line - 1) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
