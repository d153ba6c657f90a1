package dev.serai.config;

/**
 * A value as the gateway would use it, and where it comes from.
 *
 * @param value as it may be shown: a secret is masked; empty if it is not set
 * @param isMasked whether the value, or a part of it, is not shown
 * @param isChanged whether the value differs from the default
 * @param where such as {@code config/application.properties:12}; empty for a default
 */
public record EffectiveValue(
        String key, String value, boolean isMasked, boolean isChanged, Source source, String where) {

    /** The places that a value can come from. */
    public enum Source {
        DEFAULT,
        FILE,
        VARIABLE,
        /** The content of the file that a variable {@code <KEY>_FILE} names. */
        SECRET_FILE,
        /** {@code -Dkey=value}. */
        COMMAND_LINE
    }
}
