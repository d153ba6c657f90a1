package dev.serai.journal;

/** Text that every database, and every far side, accepts. */
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';

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
     * The letters A to Z in lower case; no other: some of those turn into A to Z, and so one address into another's.
     */
    public static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char letter = lower.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                lower.setCharAt(i, Character.toLowerCase(letter));
            }
        }
        return lower.toString();
    }

    private static boolean refused(int point) {
        return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
