package dev.serai.config;

/** How the value of a key is shown to people. The code that reads a key says so, see {@link Section#shownAs}. */
@FunctionalInterface
public interface Masking {
    /** What stands in place of a secret. */
    String MASK = "xxxxxx";

    /** Shows nothing of the value. */
    Masking WHOLE = value -> MASK;

    /** @throws InvalidValueException if the value is none of its kind; then nothing of it is shown */
    String shown(String value);
}
