package dev.serai.mail;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The mail server goes beyond a bound. The message names the bound. */
final class SmtpLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SmtpLimitException(String message) {
        super(message);
    }

    /** The bound that is behind a failure; null if there is none. */
    static @Nullable SmtpLimitException behind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SmtpLimitException limit) {
                return limit;
            }
        }
        return null;
    }
}
