package dev.serai.lint;

/** A place that breaks a rule, why that matters, and what to write instead. */
public record Finding(String file, int line, String reason, String instead) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + reason + " - " + instead;
    }
}
