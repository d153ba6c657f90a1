package dev.serai.operate.doctor;

/**
 * What a check has found: one line for people.
 *
 * @param check what was looked at, such as {@code clock} or {@code reach salesforce}
 * @param found with units; never a secret
 * @param instead what to do; empty if nothing is to be done
 */
public record Diagnosis(String check, Level level, String found, String instead) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, and may not for long. */
        WARN,
        /** It does not work, or events can be lost. */
        FAIL
    }

    static Diagnosis ok(String check, String found) {
        return new Diagnosis(check, Level.OK, found, "");
    }

    static Diagnosis warn(String check, String found, String instead) {
        return new Diagnosis(check, Level.WARN, found, instead);
    }

    static Diagnosis fail(String check, String found, String instead) {
        return new Diagnosis(check, Level.FAIL, found, instead);
    }
}
