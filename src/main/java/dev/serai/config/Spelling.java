package dev.serai.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which word was meant by one that is not known. */
public final class Spelling {
    /** A word that differs by no more letters from a known one is taken for a misspelt one. */
    static final int TYPO = 2;

    private Spelling() {}

    /**
     * The known word that a word is a misspelling of: the same but for capitals, dashes and underscores, or with one wrong
     * letter in three, at most two.
     *
     * @return empty if the word is known, or like no known one
     */
    public static Optional<String> meant(String word, Collection<String> known) {
        if (known.contains(word)) {
            return Optional.empty();
        }
        Optional<String> same = known.stream()
                .filter(each -> letters(each).equals(letters(word)))
                .min(Comparator.naturalOrder());
        return same.isPresent() ? same : nearest(word, known, Math.min(TYPO, word.length() / 3));
    }

    private static String letters(String word) {
        return word.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }

    /** The first of the words that differ least from a word, and in no more letters than {@code bound}. */
    static Optional<String> nearest(String word, Collection<String> known, int bound) {
        return known.stream()
                .filter(each -> Math.abs(each.length() - word.length()) <= bound && distance(word, each) <= bound)
                .min(Comparator.comparingInt((String each) -> distance(word, each))
                        .thenComparing(each -> each));
    }

    /**
     * How many letters must be changed, put in, taken out, or exchanged with the next one (Damerau and Levenshtein, optimal
     * string alignment).
     */
    private static int distance(String one, String other) {
        int[][] costs = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cost(one, other, costs, i, j);
            }
        }
        return costs[one.length()][other.length()];
    }

    private static int cost(String one, String other, int[][] costs, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int cost = Math.min(costs[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
        boolean exchanged =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return exchanged ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
    }
}
