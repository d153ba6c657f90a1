package dev.serai.event;

/** Text that every database, and every far side, accepts. */
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int FIRST_BEYOND_ASCII = 0x80;

    private Text() {}

    /**
     * Replaces NUL and lone surrogates, which PostgreSQL refuses, and cuts to a length without splitting a character.
     *
     * @param length in UTF-16 units
     */
    public static String clean(String text, int length) {
        String cut = text.length() <= length
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
        if (isPlain(cut)) {
            return cut;
        }
        return cut.codePoints()
                .map(point -> refused(point) ? REPLACEMENT : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The same for what is kept of an error or an answer: without addresses and telephone numbers. */
    public static String ofError(String text, int length) {
        return clean(PersonalData.masked(text), length);
    }

    /** Nearly every text is: a loop, since a stream would cost more than all else that is done with it. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == 0 || Character.isSurrogate(each)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Letters in lower case, but for those that only look like others: some of these turn into A to Z, and so one address
     * into another's.
     */
    public static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char letter = lower.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                lower.setCharAt(i, (char) (letter + ('a' - 'A')));
            } else if (letter >= FIRST_BEYOND_ASCII) {
                char small = Character.toLowerCase(letter);
                boolean same = small >= FIRST_BEYOND_ASCII && Character.toUpperCase(small) == letter;
                lower.setCharAt(i, same ? small : letter);
            }
        }
        return lower.toString();
    }

    /** What can be seen of a text: each blank is a space, there is none at its ends, and what has no width is gone. */
    public static String visible(String text) {
        boolean ascii = text.chars()
                .allMatch(each -> each < FIRST_BEYOND_ASCII
                        || Character.getType(each) == Character.FORMAT
                        || Character.isSpaceChar(each));
        StringBuilder seen = new StringBuilder();
        text.codePoints().forEach(point -> {
            // between letters of some scripts a joiner is a letter of its own
            boolean joins = !ascii && (point == 0x200C || point == 0x200D);
            if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                seen.append(' ');
            } else if (joins || Character.getType(point) != Character.FORMAT) {
                seen.appendCodePoint(point);
            }
        });
        return seen.toString().strip();
    }

    private static boolean refused(int point) {
        return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
