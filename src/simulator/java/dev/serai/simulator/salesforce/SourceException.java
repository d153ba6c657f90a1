package dev.serai.simulator.salesforce;

import java.util.List;

/** The Salesforce source cannot be simulated. Each problem begins with the path of its file. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    SourceException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    SourceException(Object file, String problem) {
        this(List.of(file + ": " + problem));
    }

    public List<String> problems() {
        return problems;
    }
}
