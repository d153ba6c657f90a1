package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.language.simple.SimplePredicateParser;
import org.apache.camel.language.simple.ast.SimpleNode;
import org.apache.camel.language.simple.types.SimpleParserException;

/**
 * Conditions in Simple that Camel takes, and that hold for every event or for none; and those that it does not take, in words
 * that say what to write.
 *
 * @see <a href="https://camel.apache.org/components/4.18.x/languages/simple-language.html">Simple</a>
 */
final class SimpleConditions {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{.*?}}");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{[^{}]*}");

    /** What Camel stops at, and what to write instead; in what is left of a condition without texts and functions. */
    private static final Map<Pattern, List<String>> MISTAKES = mistakes();

    private final EventNames names;

    SimpleConditions(EventNames names) {
        this.names = names;
    }

    private static Map<Pattern, List<String>> mistakes() {
        Map<Pattern, List<String>> mistakes = new LinkedHashMap<>();
        mistakes.put(
                Pattern.compile("['\"]"), List.of("a quote is opened and not closed", "put the quote behind the text"));
        mistakes.put(
                Pattern.compile("\\$(simple)?\\{"), List.of("a brace is opened and not closed", "close it with }"));
        mistakes.put(
                Pattern.compile("[()]"),
                List.of(
                        "Simple has no parentheses",
                        "put a filter: with one half into the steps of the other, or list values, in 'a,b'"));
        mistakes.put(Pattern.compile("(?i)\\band\\b"), List.of("\"and\" is no operator of Simple", "write &&"));
        mistakes.put(Pattern.compile("(?i)\\bor\\b"), List.of("\"or\" is no operator of Simple", "write ||"));
        mistakes.put(
                Pattern.compile("(?i)\\bnot\\b|!(?![=~a-z])"),
                List.of(
                        "\"not\" and \"!\" do not turn a condition of Simple around",
                        "write !=, !in, !contains or !regex"));
        mistakes.put(Pattern.compile("(?<!&)&(?!&)"), List.of("\"&\" is no operator of Simple", "write &&"));
        mistakes.put(Pattern.compile("(?<!\\|)\\|(?!\\|)"), List.of("\"|\" is no operator of Simple", "write ||"));
        mistakes.put(Pattern.compile("(?<![=!<>~:])=(?![=~])"), List.of("\"=\" is no operator of Simple", "write =="));
        mistakes.put(
                Pattern.compile("(?<=\\S)(==|!=|=~|>=|<=|>|<)|(==|!=|=~|>=|<=|>|<)(?=[^\\s=~])"),
                List.of("an operator of Simple needs a blank on both sides", "write ${body?[field]} == 'value'"));
        mistakes.put(
                Pattern.compile("(?<=[^\\s&])&&|&&(?=[^\\s&])|(?<=[^\\s|])\\|\\||\\|\\|(?=[^\\s|])"),
                List.of("&& and || need a blank on both sides", "write a == 'x' && b == 'y'"));
        mistakes.put(
                Pattern.compile("^\\s*(?:&&|\\|\\|)|(?:&&|\\|\\||[=!]=|=~|[<>]=?)\\s*$"),
                List.of("an operator has a value on one side only", "write a value on both sides, or take it out"));
        mistakes.put(
                Pattern.compile("[,;]"),
                List.of("a list of values is one text in Simple", "write ${header.eventType} in 'bounce,open'"));
        mistakes.put(
                Pattern.compile(
                        "(?!(?:true|false|null|in|is|contains|regex|range|startsWith|endsWith)\\b)\\b[A-Za-z]\\w*"),
                List.of("a text stands without quotes", "put the text in quotes, ${header.eventType} == 'bounce'"));
        return mistakes;
    }

    Stream<Finding> check(RouteFile file) {
        return RouteScript.of(file).filter(RouteScript::asks).flatMap(this::condition);
    }

    private Stream<Finding> condition(RouteScript script) {
        return switch (script.language()) {
            case SIMPLE -> simple(script);
            case CONSTANT ->
                Stream.of(script.finding(Severity.ERROR, 0, SimpleCondition.CONSTANT, SimpleCondition.COMPARE));
            case GROOVY -> Stream.empty();
        };
    }

    private Stream<Finding> simple(RouteScript script) {
        String text = script.text();
        if (QUOTED.matcher(text).replaceAll("").contains("{{") || text.contains("$init{")) {
            return Stream.empty();
        }
        try {
            String known = inSingleQuotes(blank(PLACEHOLDER, text)).stripTrailing();
            List<SimpleNode> nodes = new SimplePredicateParser(null, known, true, null).parseTokens();
            return new SimpleCondition(script, names).check(nodes);
        } catch (SimpleParserException e) {
            return Stream.of(refused(script, e));
        }
    }

    /** What Camel would refuse in words of its own. */
    private static Finding refused(RouteScript script, SimpleParserException e) {
        String rest = blank(FUNCTION, blank(QUOTED, script.text()));
        for (Map.Entry<Pattern, List<String>> mistake : MISTAKES.entrySet()) {
            Matcher found = mistake.getKey().matcher(rest);
            if (found.find()) {
                return script.finding(
                        Severity.ERROR,
                        found.start(),
                        mistake.getValue().get(0) + ", and no event would be decided",
                        mistake.getValue().get(1));
            }
        }
        return script.finding(
                Severity.ERROR,
                e.getIndex(),
                "is no condition of Simple, and no event would be decided",
                SimpleCondition.COMPARE);
    }

    /** Camel keeps to itself what it reads in double quotes, and means the same by both. */
    private static String inSingleQuotes(String text) {
        return QUOTED.matcher(text).replaceAll(match -> {
            String quoted = match.group();
            String inner = quoted.substring(1, quoted.length() - 1);
            return Matcher.quoteReplacement("'" + inner.replace("'", SimpleCondition.OPAQUE) + "'");
        });
    }

    /** The same length, so that places stay what they are. */
    private static String blank(Pattern what, String text) {
        return what.matcher(text)
                .replaceAll(match -> SimpleCondition.OPAQUE.repeat(match.group().length()));
    }
}
