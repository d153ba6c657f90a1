package dev.serai.journal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reason of a dead delivery without what differs from one event to the next, so that equal reasons are one group. */
public final class DeadReason {
    /** What takes the place of an id or a number. */
    private static final String ANY = "#";

    private static final Pattern UUIDS = Pattern.compile("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b");
    /** Record ids of Salesforce have 15 or 18 characters; hashes have more. */
    private static final Pattern IDS = Pattern.compile("\\b(?=[A-Za-z]*\\d)[A-Za-z0-9]{15,}\\b");

    private static final Pattern ATTEMPTS = Pattern.compile("\\bafter \\d+ attempts\\b");
    /** Codes of HTTP, SMTP and SQLState's classes have three digits at most, and tell reasons apart. */
    private static final Pattern NUMBERS = Pattern.compile("(?<![\\w.])\\d{4,}(?!\\w|\\.\\d)");

    private DeadReason() {}

    /** @param error as it is stored; null if there is none */
    public static String of(@Nullable String error) {
        if (error == null || error.isBlank()) {
            return "no reason is stored";
        }
        String text = UUIDS.matcher(error).replaceAll(ANY);
        text = IDS.matcher(text).replaceAll(ANY);
        text = ATTEMPTS.matcher(text).replaceAll("after " + ANY + " attempts");
        return NUMBERS.matcher(text).replaceAll(ANY);
    }
}
