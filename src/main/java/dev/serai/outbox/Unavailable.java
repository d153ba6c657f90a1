package dev.serai.outbox;

/** The destination cannot work yet, by no fault of its file: what it needs is not configured. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
        super(message);
    }
}
