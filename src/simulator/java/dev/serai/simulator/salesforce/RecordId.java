package dev.serai.simulator.salesforce;

import java.util.Optional;

/**
 * Ids: 15 characters in which case counts, and 3 that say which of them are capitals.
 *
 * <p>The first three characters name the object.
 */
final class RecordId {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private RecordId() {}

    static String of(String prefix, long number) {
        StringBuilder digits = new StringBuilder();
        for (long rest = number; digits.length() < 9; rest /= DIGITS.length()) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return complete(prefix + "xx0" + digits.reverse());
    }

    /** @return the id with its 18 characters, if it is one, with 15 or 18 */
    static Optional<String> read(String text) {
        if (!text.matches("[0-9A-Za-z]{15}([0-9A-Za-z]{3})?")) {
            return Optional.empty();
        }
        String complete = complete(text.substring(0, 15));
        return text.length() == 15 || text.equals(complete) ? Optional.of(complete) : Optional.empty();
    }

    private static String complete(String fifteen) {
        StringBuilder complete = new StringBuilder(fifteen);
        for (int group = 0; group < 15; group += 5) {
            int capitals = 0;
            for (int place = 0; place < 5; place++) {
                capitals |= Character.isUpperCase(fifteen.charAt(group + place)) ? 1 << place : 0;
            }
            complete.append(CHECK.charAt(capitals));
        }
        return complete.toString();
    }
}
