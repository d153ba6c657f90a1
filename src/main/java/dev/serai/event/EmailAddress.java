package dev.serai.event;

import java.net.IDN;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the e-mail address in a text as people and systems write it: with a name before it, in brackets or quotes, with
 * blanks that cannot be seen.
 *
 * <p>It never guesses. Two addresses, or a text part of which may belong to the address, are no address: to mark another
 * person is worse than an event that is visibly unmatched.
 */
public final class EmailAddress {
    /** Of a text; nothing that looks for addresses needs more. */
    private static final int MAX_TEXT = 1_000;
    /** Of an address, by RFC 5321. */
    private static final int MAX_LENGTH = 254;

    private static final String QUOTES = "\"'`\u00B4\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB";
    private static final String MAILTO = "mailto:";
    private static final Pattern LOCAL_PART = Pattern.compile("[^\\p{C}\\p{Z}\uFFFD@<>()\\[\\]\\\\,;:\"]+");
    private static final Pattern DOMAIN =
            Pattern.compile("[\\p{L}\\p{N}\\p{M}\u200C\u200D_-]+(?:[.][\\p{L}\\p{N}\\p{M}\u200C\u200D_-]+)*");

    private EmailAddress() {}

    /**
     * The only address in a text, in lower case.
     *
     * @return null if there is none, or more than one
     */
    public static @Nullable String in(String text) {
        if (isPlain(text)) {
            return Text.lowerCase(text);
        }
        return text.length() > MAX_TEXT || text.indexOf('@') < 0 ? null : only(Text.visible(text));
    }

    /** Nearly every text is an address and nothing else, in letters of ASCII. */
    private static boolean isPlain(String text) {
        int at = text.indexOf('@');
        boolean dot = true;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean letter =
                    (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
            if (i == at || (each == '.' && !dot)) {
                dot = true;
            } else if (letter || each == '-' || each == '_' || (each == '+' && i < at)) {
                dot = false;
            } else {
                return false;
            }
        }
        return at > 0 && !dot && text.length() <= MAX_LENGTH;
    }

    private static @Nullable String only(String text) {
        Set<String> found = new LinkedHashSet<>();
        boolean halfAName = false;
        for (int from = 0; from < text.length(); ) {
            int to = endOfPart(text, from);
            String part = text.substring(from, to).strip();
            from = to + 1;
            if (part.indexOf('@') < 0) {
                // Smith, John <john@example.com>
                halfAName |= !part.isEmpty();
            } else {
                String address = part.indexOf('<') >= 0 ? bracketed(part) : halfAName ? null : bare(part);
                if (address == null) {
                    return null;
                }
                halfAName = false;
                found.add(address);
            }
        }
        return found.size() == 1 && !halfAName ? found.iterator().next() : null;
    }

    /** A comma or semicolon outside of quotes and brackets. */
    private static int endOfPart(String text, int from) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < text.length(); i++) {
            char each = text.charAt(i);
            quoted ^= each == '"';
            bracketed = each == '<' || (bracketed && each != '>');
            if ((each == ',' || each == ';') && !quoted && !bracketed) {
                return i;
            }
        }
        return text.length();
    }

    /** {@code John <john@example.com>}; where the name is another address, it is doubtful which one is meant. */
    private static @Nullable String bracketed(String part) {
        int open = part.indexOf('<');
        int close = part.indexOf('>', open);
        boolean ends = close > 0 && part.substring(close + 1).matches("[ .]*");
        String address = ends ? bare(part.substring(open + 1, close)) : null;
        String name = part.substring(0, open);
        return address != null && (name.indexOf('@') < 0 || address.equals(bare(name))) ? address : null;
    }

    private static @Nullable String bare(String text) {
        String address = unquoted(text);
        if (address.regionMatches(true, 0, MAILTO, 0, MAILTO.length())) {
            int query = address.indexOf('?');
            address = address.substring(MAILTO.length(), query < 0 ? address.length() : query);
        }
        int at = address.indexOf('@');
        boolean isAddress = address.length() <= MAX_LENGTH
                && at > 0
                && LOCAL_PART.matcher(address.substring(0, at)).matches()
                && DOMAIN.matcher(address.substring(at + 1)).matches();
        return isAddress ? Text.lowerCase(address) : null;
    }

    /** Without quotes around it, a dot behind it, or a comment behind that: {@code john@example.com (John)}. */
    private static String unquoted(String text) {
        String inner = text.strip();
        int comment = inner.indexOf(" (");
        if (comment > 0 && inner.endsWith(")") && inner.indexOf('@', comment) < 0) {
            inner = inner.substring(0, comment);
        }
        while (inner.endsWith(".") || inner.endsWith(" ")) {
            inner = inner.substring(0, inner.length() - 1);
        }
        boolean quoted = inner.length() > 1
                && QUOTES.indexOf(inner.charAt(0)) >= 0
                && QUOTES.indexOf(inner.charAt(inner.length() - 1)) >= 0;
        return quoted ? unquoted(inner.substring(1, inner.length() - 1)) : inner;
    }

    /**
     * An address as it is, and with its domain in the other notation: in Unicode, or as DNS has it
     * (<a href="https://www.rfc-editor.org/rfc/rfc3490">RFC 3490</a>).
     */
    public static Set<String> forms(String address) {
        Set<String> forms = new LinkedHashSet<>(Set.of(address));
        int at = address.lastIndexOf('@') + 1;
        String domain = address.substring(at);
        if (domain.contains("xn--") || !isAscii(domain)) {
            try {
                String ascii = Text.lowerCase(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED));
                String unicode = Text.lowerCase(IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED));
                // where a letter has become another, as ß becomes ss, that is another domain
                if (ascii.equals(domain) || unicode.equals(domain)) {
                    forms.add(address.substring(0, at) + ascii);
                    forms.add(address.substring(0, at) + unicode);
                }
            } catch (RuntimeException e) {
                return forms;
            }
        }
        return forms;
    }

    /** The same text for all forms of an address. */
    public static String canonical(String address) {
        return isAscii(address) && !address.contains("xn--")
                ? address
                : forms(address).stream().max(String::compareTo).orElse(address);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(each -> each < 0x80);
    }
}
