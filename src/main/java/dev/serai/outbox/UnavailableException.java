package dev.serai.outbox;

/** The destination cannot work yet, by no fault of its file: a setting is missing, or the login is refused. */
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
