package dev.serai.event;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of persons, and where texts name them: in capitals too, with JSON escapes, percent-encoded (also twice) and with
 * the at sign of HTML. A longer address that ends or begins with one of these is another address.
 */
public final class Contacts {
    private static final Pattern ENCODED = Pattern.compile(
            "\\\\+u([0-9a-fA-F]{4})|((?:%(?:25)*[0-9a-fA-F]{2})+)|(&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;)|\\\\+[nrtbf]");
    private static final Pattern RUN = Pattern.compile("[a-z0-9]+");
    private static final int SHORT = 3;
    private static final int FIRST_BEYOND_ASCII = 0x80;
    private static final int HEXADECIMAL = 16;
    private static final String ERASED = "<erased>";

    private final Set<String> given = new TreeSet<>();
    private final Set<String> runs = new TreeSet<>();
    /** The parts before the at sign by the domain. */
    private final Map<String, Set<String>> addresses = new HashMap<>();
    /** What is no address of e-mail, such as a telephone number. */
    private final Set<String> others = new HashSet<>();

    /** @throws IllegalArgumentException if one is no contact; the message says which one by its place, and does not quote it */
    public Contacts(Collection<String> contacts) {
        int place = 0;
        for (String each : contacts) {
            place++;
            String contact = each.indexOf('@') < 0 ? Text.lowerCase(each.strip()) : EmailAddress.in(each);
            if (contact == null || longestRun(contact).isEmpty()) {
                throw new IllegalArgumentException("contact " + place + " of " + contacts.size() + " is no address");
            }
            given.add(contact);
            EmailAddress.forms(contact).forEach(this::add);
        }
    }

    private void add(String contact) {
        int at = contact.lastIndexOf('@');
        // fewer texts have the name than the domain
        String name = longestRun(contact.substring(0, Math.max(at, 0)));
        runs.add(name.length() < SHORT ? longestRun(contact) : name);
        if (at < 0) {
            others.add(contact);
        } else {
            addresses
                    .computeIfAbsent(contact.substring(at + 1), any -> new HashSet<>())
                    .add(contact.substring(0, at));
        }
    }

    /** The longest run of letters and digits of a text: no encoding changes these. Empty if there is none. */
    public static String longestRun(String text) {
        return RUN.matcher(Text.lowerCase(text))
                .results()
                .map(MatchResult::group)
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .orElse("");
    }

    public int size() {
        return given.size();
    }

    /** Whether each is an address of e-mail. */
    public boolean areAddresses() {
        return others.isEmpty();
    }

    /** Lower-case letters and digits of which each text that names one of the contacts has some, unless it has JSON escapes. */
    public Set<String> runs() {
        return Set.copyOf(runs);
    }

    /** Whether a text names one of them. */
    public boolean areIn(String text) {
        String decoded = Text.lowerCase(decoded(text));
        for (int at = decoded.indexOf('@'); at >= 0; at = decoded.indexOf('@', at + 1)) {
            Set<String> names = addresses.getOrDefault(domain(decoded, at + 1), Set.of());
            int end = at;
            if (names.stream().anyMatch(name -> endsWith(decoded, end, name))) {
                return true;
            }
        }
        return others.stream().anyMatch(other -> hasWord(decoded, other));
    }

    /** A text in which none of them is named any more. */
    public String without(String text) {
        String masked = areIn(text) ? PersonalData.masked(text) : text;
        return areIn(masked) ? ERASED : masked;
    }

    private static String domain(String text, int from) {
        int end = from;
        while (end < text.length() && (isLetter(text.charAt(end)) || ".-_".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        while (end > from && !isLetter(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(from, end);
    }

    private static boolean endsWith(String text, int end, String name) {
        int begin = end - name.length();
        return begin >= 0
                && text.startsWith(name, begin)
                && (begin == 0
                        || (!isLetter(text.charAt(begin - 1)) && "._+-!#$*^~%`".indexOf(text.charAt(begin - 1)) < 0));
    }

    private static boolean hasWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isLetter(text.charAt(at - 1))) && (end == text.length() || !isLetter(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(char each) {
        return Character.isLetterOrDigit(each)
                || (each >= FIRST_BEYOND_ASCII && !Character.isSpaceChar(each) && !isQuote(each));
    }

    private static boolean isQuote(char each) {
        int type = Character.getType(each);
        return type == Character.INITIAL_QUOTE_PUNCTUATION || type == Character.FINAL_QUOTE_PUNCTUATION;
    }

    private static String decoded(String text) {
        if (text.indexOf('\\') < 0 && text.indexOf('%') < 0 && text.indexOf('&') < 0) {
            return text;
        }
        return ENCODED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(decoded(found)));
    }

    private static String decoded(MatchResult found) {
        if (found.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(found.group(1), HEXADECIMAL));
        } else if (found.group(2) != null) {
            String[] codes = found.group(2)
                    .replaceAll("%(?:25)*(?=[0-9a-fA-F]{2})", "%")
                    .substring(1)
                    .split("%", -1);
            byte[] bytes = new byte[codes.length];
            for (int i = 0; i < codes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(codes[i], HEXADECIMAL);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return found.group(3) == null ? " " : "@";
    }

    /** Says how many there are, and names none. */
    @Override
    public String toString() {
        return size() + " contacts";
    }
}
