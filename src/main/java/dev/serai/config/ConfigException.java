package dev.serai.config;

import java.util.List;

/** The configuration cannot be used. The message has a line for each problem: where it is, and what to write instead. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, one line each. */
    public List<String> problems() {
        return problems;
    }
}
