package dev.serai.outbox;

/** The destination cannot work yet, by no fault of its file: what it needs is not configured, or nobody is let in. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }

    /** @param cause the error, which says the rest */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
