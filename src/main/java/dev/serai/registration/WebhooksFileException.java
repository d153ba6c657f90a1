package dev.serai.registration;

import dev.serai.routes.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** {@code config/webhooks.yaml} cannot be used. */
public final class WebhooksFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    WebhooksFileException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** Every mistake, in the order of the lines. */
    public List<Finding> findings() {
        return findings;
    }
}
