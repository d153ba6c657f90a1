package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.regex.Pattern;

/** An entry of the block list. */
record BlockEntry(String pattern, String reason, Instant created) {
    /** Whether it is a pattern, not just an address. */
    boolean isWild() {
        return pattern.matches("(?:[^\\\\*?]|\\\\.)*[*?].*");
    }

    /** A test for addresses: {@code *} is any text, {@code ?} one character, a backslash escapes; in any case. */
    Pattern compiled() {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char each = pattern.charAt(at);
            if (each == '*') {
                regex.append(".*");
            } else if (each == '?') {
                regex.append('.');
            } else {
                boolean escapes = each == '\\' && at + 1 < pattern.length();
                at += escapes ? 1 : 0;
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(at))));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }
}
