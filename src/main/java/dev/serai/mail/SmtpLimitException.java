package dev.serai.mail;

import java.io.IOException;

/** The mail server goes beyond a bound. The message names the bound. */
final class SmtpLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SmtpLimitException(String message) {
        super(message);
    }
}
