package dev.serai.config;

/** A value that no setting can have. The message says what it must be, and never quotes it: it may be a secret. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param problem goes on after the name of the setting, such as {@code must be a whole number} */
    public InvalidValueException(String problem) {
        super(problem);
    }
}
