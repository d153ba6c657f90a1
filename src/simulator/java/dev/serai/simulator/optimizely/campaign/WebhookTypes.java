package dev.serai.simulator.optimizely.campaign;

import java.util.Set;

/** The types of webhooks. */
final class WebhookTypes {
    /** Those that a request may have. */
    static final Set<String> ALL = Set.of(
            "open",
            "click",
            "sent",
            "bounce",
            "unsubscribe",
            "spamcomplaint",
            "singleoptin",
            "confirmedoptin",
            "doubleoptin",
            "blocklist",
            "archive",
            "filteredbyblocklist");

    private WebhookTypes() {}

    /** As answers of the API spell it: the description has {@code archive} in requests and {@code archived} in answers. */
    static String inAnswers(String type) {
        return type.equals("archive") ? "archived" : type;
    }
}
