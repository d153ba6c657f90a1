package dev.serai.simulator.optimizely.campaign;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Fresh ids: numbers of 12 digits, and the texts of mails and events. */
final class Ids {
    private static final long STEP = 7;
    private final AtomicLong numbers = new AtomicLong(404_000_000_000L);
    private final AtomicLong events = new AtomicLong(0x6efb42209c0b1L);

    long number() {
        return numbers.addAndGet(STEP);
    }

    /** Such as {@code 0acb3115-17aa6042099-17aaa1c69bf-6efb42209c0b2}. */
    String event(long createdMillis) {
        String created = Long.toHexString(createdMillis);
        return "0acb3115-" + created + "-" + created + "-" + Long.toHexString(events.incrementAndGet());
    }

    /** Such as {@code 5G98F4S7-5G98F4SE-1K}: mailing, mailing-to-user id, and a check. */
    static String mail(long mailing, long mailingToUser) {
        return text(mailing) + "-" + text(mailingToUser) + "-" + check(mailing, mailingToUser);
    }

    /** Whether it could be the id of a mail. */
    static boolean isMail(String mailId) {
        String[] parts = mailId.split("-", -1);
        try {
            return parts.length == 3
                    && check(Long.parseLong(parts[0], 36), Long.parseLong(parts[1], 36))
                            .equals(parts[2]);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String check(long mailing, long mailingToUser) {
        return text(1296 + (mailing * 31 + mailingToUser) % 40_000);
    }

    private static String text(long number) {
        return Long.toString(number, 36).toUpperCase(Locale.ROOT);
    }
}
