package dev.serai.routes;

/**
 * A place that breaks a rule, why that matters, and what to write instead.
 *
 * @param place the path of a file, or a key of the configuration
 * @param line of the file, from 1; 0 if the finding is about no line
 * @param reason the error and what follows from it, without quoting a value that may be secret
 * @param instead empty if the reason says it
 */
public record Finding(String place, int line, String reason, String instead) {

    /** The file and its line. */
    public String where() {
        return line == 0 ? place : place + ":" + line;
    }

    /** The reason, and what to write instead. */
    public String what() {
        return instead.isEmpty() ? reason : reason + " - " + instead;
    }

    @Override
    public String toString() {
        return where() + ": " + what();
    }
}
