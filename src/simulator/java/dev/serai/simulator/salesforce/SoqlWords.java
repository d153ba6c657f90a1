package dev.serai.simulator.salesforce;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a query, one after the other. A string literal is one word and keeps its quotes. */
final class SoqlWords {
    private static final Pattern PLAIN = Pattern.compile(
            "\\d{4}-\\d\\d-\\d\\d(?:T[\\d:.]+(?:Z|[+-]\\d\\d:?\\d\\d))?" // a date, with a time or without
                    + "|\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z" // a time of day
                    + "|-?\\d+(?:\\.\\d+)?|[A-Za-z]\\w*|!=|<>|<=|>=|[=<>(),]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");
    private static final Pattern LITERAL = Pattern.compile("'.*|-?\\d.*|(?i:true|false|null)", Pattern.DOTALL);
    private static final int MAX_LITERAL = 4_000;
    private final Deque<String> words = new ArrayDeque<>();

    SoqlWords(String text) {
        Matcher plain = PLAIN.matcher(text);
        int place = 0;
        while (place < text.length()) {
            int end = end(text, place, plain);
            if (end > place) {
                words.add(text.substring(place, end));
            }
            place = Math.max(end, place + 1);
        }
    }

    /** Where the word ends that begins there; the same place for a blank. */
    private static int end(String text, int place, Matcher plain) {
        if (Character.isWhitespace(text.charAt(place))) {
            return place;
        }
        if (text.charAt(place) == '\'') {
            return endOfString(text, place);
        }
        if (!plain.region(place, text.length()).lookingAt()) {
            throw SoqlStatement.malformed("unexpected token: '" + text.charAt(place) + "'");
        }
        return plain.end();
    }

    private static int endOfString(String text, int open) {
        int place = open + 1;
        while (place < text.length() && text.charAt(place) != '\'') {
            place += text.charAt(place) == '\\' ? 2 : 1;
        }
        if (place >= text.length()) {
            throw SoqlStatement.malformed("unexpected token: '''");
        }
        if (place - open > MAX_LITERAL) {
            throw SoqlStatement.malformed("The string literal is longer than 4000 characters");
        }
        return place + 1;
    }

    boolean accept(String word) {
        boolean next = word.equalsIgnoreCase(words.peek());
        if (next) {
            words.pop();
        }
        return next;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected(words.peek() == null ? "<EOF>" : words.element());
        }
    }

    String next() {
        if (words.isEmpty()) {
            throw unexpected("<EOF>");
        }
        return words.pop();
    }

    String name() {
        String word = next();
        if (!NAME.matcher(word).matches()) {
            throw unexpected(word);
        }
        return word;
    }

    int number() {
        String word = next();
        if (!word.matches("\\d{1,9}")) {
            throw unexpected(word);
        }
        return Integer.parseInt(word);
    }

    Literal literal() {
        String word = next();
        if (!LITERAL.matcher(word).matches()) {
            throw unexpected(word);
        }
        return word.startsWith("'")
                ? new Literal(true, word.substring(1, word.length() - 1))
                : new Literal(false, word);
    }

    void end() {
        if (!words.isEmpty()) {
            throw unexpected(words.element());
        }
    }

    private static Refused unexpected(String word) {
        return SoqlStatement.malformed("unexpected token: '" + word + "'");
    }
}
