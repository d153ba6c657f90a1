package dev.serai.registration;

import dev.serai.routes.Finding;
import java.util.List;

/**
 * What {@code config/webhooks.yaml} says, without a mistake.
 *
 * @param warnings what works and should not stay so
 */
public record WebhooksFile(PublicUrl publicUrl, List<Wanted> wanted, List<Finding> warnings) {
    public WebhooksFile {
        wanted = List.copyOf(wanted);
        warnings = List.copyOf(warnings);
    }
}
