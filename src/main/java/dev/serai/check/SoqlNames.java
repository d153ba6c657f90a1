package dev.serai.check;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The object and the fields that a query of Salesforce names. Fields of other objects ({@code Account.Name}), functions and
 * queries inside the query are passed over.
 */
record SoqlNames(String object, Set<String> fields) {
    private static final Pattern LITERAL = Pattern.compile("'(?:\\\\.|[^'\\\\])*'");
    private static final Pattern INSIDE = Pattern.compile("(?i)\\(\\s*select\\b[^()]*\\)");
    private static final Pattern ARGUMENTS = Pattern.compile("\\([^()]*\\)");
    private static final Pattern QUERY =
            Pattern.compile("(?is)\\s*select\\s+(?<fields>.+?)\\s+from\\s+(?<object>\\w+)\\b(?<rest>.*)");
    private static final Pattern COMPARED = Pattern.compile(
            "(?i)(?<![\\w.])(\\w+)\\s*(?:[=<>!]|\\bin\\b|\\bnot\\s+in\\b|\\blike\\b|\\bincludes\\b|\\bexcludes\\b)");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z]\\w*");

    /** @return nothing if it is no query */
    static Optional<SoqlNames> of(String soql) {
        String plain = LITERAL.matcher(soql).replaceAll("0");
        while (INSIDE.matcher(plain).find()) {
            plain = INSIDE.matcher(plain).replaceAll(" .");
        }
        Matcher query = QUERY.matcher(plain);
        if (!query.matches()) {
            return Optional.empty();
        }
        Set<String> fields = new LinkedHashSet<>();
        Stream.of(ARGUMENTS.matcher(query.group("fields")).replaceAll(" .").split(","))
                .map(String::strip)
                .filter(field -> FIELD.matcher(field).matches())
                .forEach(fields::add);
        COMPARED.matcher(query.group("rest").replaceAll("[()]", " "))
                .results()
                .map(compared -> compared.group(1))
                .filter(field -> FIELD.matcher(field).matches() && !isWord(field))
                .forEach(fields::add);
        return Optional.of(new SoqlNames(query.group("object"), fields));
    }

    private static boolean isWord(String text) {
        return text.matches("(?i)not|and|or|where");
    }
}
