package dev.serai.console;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and durations, as the pages write them. */
final class PageText {
    private static final double KILO = 1_000;
    private static final int DIGITS = 12;

    private PageText() {}

    /** With separators between thousands, such as 1 234 567. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202F');
    }

    /** With one digit behind the point, such as 12.5. */
    static String number(double number) {
        return number >= KILO
                ? number(Math.round(number))
                : String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number);
    }

    /** Such as 45 %; a dash if it is not known. */
    static String percent(@Nullable Long percent) {
        return percent == null ? "–" : percent + " %";
    }

    /** Such as 45s, 12m, 3h or 2d; a dash for none. */
    static String age(long seconds) {
        Duration age = Duration.ofSeconds(seconds);
        if (seconds <= 0) {
            return "–";
        } else if (age.toDays() > 1) {
            return age.toDays() + "d";
        } else if (age.toHours() > 1) {
            return age.toHours() + "h";
        }
        return age.toMinutes() > 1 ? age.toMinutes() + "m" : seconds + "s";
    }

    /** The first digits of a hash, which are enough to tell one from another. */
    static String shortened(String hash) {
        return hash.substring(0, Math.min(DIGITS, hash.length()));
    }

    /** Such as 1.2 MB. */
    static String bytes(long bytes) {
        double size = bytes;
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        while (size >= KILO && unit < units.length - 1) {
            size /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
    }

    /** With a noun that agrees, such as 1 event or 2 events. */
    static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }
}
