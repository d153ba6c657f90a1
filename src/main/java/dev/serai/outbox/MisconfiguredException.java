package dev.serai.outbox;

/** Something in a route file that every event would run into. The message says what, and never quotes a payload. */
public final class MisconfiguredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MisconfiguredException(String message) {
        super(message);
    }
}
