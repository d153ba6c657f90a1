package dev.serai.routes;

/**
 * A place that breaks a rule, why that matters, and what to write instead.
 *
 * @param place the path of a file, or a key of the configuration
 * @param line of the file, from 1; 0 if the finding is about no line
 * @param column of that line, from 1; 0 if the finding is about the whole line
 * @param reason the error and what follows from it, without quoting a value that may be secret
 * @param instead empty if the reason says it
 */
public record Finding(Severity severity, String place, int line, int column, String reason, String instead) {

    /** How much a finding matters. */
    public enum Severity {
        /** Events would be lost, misdirected or would wait. */
        ERROR,
        /** It works, and makes the file harder to read or to run. */
        WARNING
    }

    /** An error that is about a whole line, or about no line. */
    public Finding(String place, int line, String reason, String instead) {
        this(Severity.ERROR, place, line, 0, reason, instead);
    }

    /** The same finding as a warning. */
    public Finding asWarning() {
        return new Finding(Severity.WARNING, place, line, column, reason, instead);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

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
