package dev.serai.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes addresses and telephone numbers out of texts that others have written: errors of far sides, reasons, lines of the
 * log. Every such text that the journal or the log keeps goes through here. The whole address goes, because the domain of
 * a small company or of a family names a person too.
 */
public final class PersonalData {
    private static final String ADDRESS = "<address>";
    private static final String NUMBER = "<number>";
    private static final int MAX_QUOTED = 100;

    /** {@code @}, and as URLs (also encoded twice), HTML and JSON write it. */
    private static final Pattern AT =
            Pattern.compile("@|%(?:25){0,3}40|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;|\\\\u0040");

    /** A number in its international form, of 8 digits or more. */
    private static final Pattern PHONE =
            Pattern.compile("(?<![\\w.:+-])(?:\\+|%(?:25){0,3}2[bB])\\d(?:[ ()./-]{0,3}\\d){7,17}(?!\\d)");

    /** What Java calls an object that has no text: its class and its hash. */
    private static final Pattern OBJECT = Pattern.compile("[\\w.$]*[A-Z$][\\w$]*@[0-9a-f]{1,8}");

    private PersonalData() {}

    /** What stands in the place of an address or a number. */
    @FunctionalInterface
    public interface Substitute {
        String of(String found);
    }

    /** The text with {@code <address>} and {@code <number>} in their places; the same text if there are none. */
    public static String masked(String text) {
        return replaced(text, found -> ADDRESS, found -> NUMBER);
    }

    /** The text with others in the places of addresses and telephone numbers; the same text if there are none. */
    public static String replaced(String text, Substitute address, Substitute number) {
        return phones(addresses(text, address), number);
    }

    private static String phones(String text, Substitute number) {
        return text.indexOf('+') < 0 && text.indexOf("2b") < 0 && text.indexOf("2B") < 0
                ? text
                : PHONE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(number.of(found.group())));
    }

    private static String addresses(String text, Substitute address) {
        if (text.indexOf('@') < 0 && text.indexOf("40") < 0 && text.indexOf('&') < 0) {
            return text;
        }
        Matcher at = AT.matcher(text);
        StringBuilder masked = new StringBuilder(text.length());
        int done = 0;
        while (at.find()) {
            if (at.start() < done) {
                continue;
            }
            int begin = begin(text, at.start(), done);
            int end = end(text, at.end());
            if (begin < at.start() && end > at.end() && !isObject(text, begin, end)) {
                masked.append(text, done, begin).append(address.of(text.substring(begin, end)));
                done = end;
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    private static boolean isObject(String text, int begin, int end) {
        return OBJECT.matcher(text).region(begin, end).matches();
    }

    /** Where the name before the at sign begins. */
    private static int begin(String text, int at, int least) {
        if (at > least && text.charAt(at - 1) == '"') {
            int quote = text.lastIndexOf('"', at - 2);
            return quote >= least && at - quote <= MAX_QUOTED ? quote : at;
        }
        int begin = at;
        while (begin > least && (isOfName(text.charAt(begin - 1)) || isWithinWord(text, begin - 1, least))) {
            begin--;
        }
        return begin;
    }

    private static boolean isOfName(char each) {
        return !Character.isWhitespace(each)
                && !Character.isISOControl(each)
                && "\"'<>()[]{},;:=|\\/&?@\u201C\u201D\u2018\u2019".indexOf(each) < 0;
    }

    /** The apostrophe of o'brien ends no quotation. */
    private static boolean isWithinWord(String text, int place, int least) {
        return text.charAt(place) == '\''
                && place > least
                && Character.isLetterOrDigit(text.charAt(place - 1))
                && Character.isLetterOrDigit(text.charAt(place + 1));
    }

    /** Where the domain ends. */
    private static int end(String text, int from) {
        if (from < text.length() && text.charAt(from) == '[') {
            int close = text.indexOf(']', from);
            return close < 0 || close - from > MAX_QUOTED ? from : close + 1;
        }
        int end = from;
        while (end < text.length() && isOfDomain(text.charAt(end))) {
            end++;
        }
        while (end > from && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isOfDomain(char each) {
        return Character.isLetterOrDigit(each)
                || Character.isSurrogate(each)
                || each == '.'
                || each == '-'
                || each == '_';
    }
}
