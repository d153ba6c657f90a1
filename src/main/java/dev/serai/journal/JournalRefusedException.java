package dev.serai.journal;

/** A journal cannot be read or written as asked. The message says why and what to do, and quotes no value. */
public final class JournalRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    JournalRefusedException(String message) {
        super(message);
    }

    JournalRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
