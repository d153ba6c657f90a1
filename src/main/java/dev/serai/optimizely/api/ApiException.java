package dev.serai.optimizely.api;

/** An API refused a call, or did not answer it. The message names the call, what came of it and what to do; it has no secret. */
public final class ApiException extends Exception {
    /** There was no answer, or none that the API gives. */
    public static final int NO_ANSWER = 0;

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status of HTTP, or {@link #NO_ANSWER} */
    public ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The status of HTTP, or {@link #NO_ANSWER}. */
    public int status() {
        return status;
    }

    /** Whether it is unknown if the call took effect. */
    public boolean isUnclear() {
        return status == NO_ANSWER || status >= 500;
    }
}
