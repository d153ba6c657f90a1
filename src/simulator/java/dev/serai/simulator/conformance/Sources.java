package dev.serai.simulator.conformance;

/** The public pages that rules come from. */
final class Sources {
    private static final String DOCS = "https://docs.developers.optimizely.com/";

    static final String CMP_DELIVERY = DOCS + "content-marketing-platform/docs/event-delivery";
    static final String CMP_START = DOCS + "content-marketing-platform/docs/get-started";
    static final String CMP_PUBLISHING = DOCS + "content-marketing-platform/docs/publishing-events";

    static final String CAMPAIGN_WEBHOOKS = "https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks";
    static final String CAMPAIGN_CREATE = DOCS + "optimizely-campaign/reference/createwebhook";
    static final String CAMPAIGN_VERIFY = DOCS + "optimizely-campaign/reference/verifywebhook";
    static final String CAMPAIGN_REST = DOCS + "optimizely-campaign/docs/getting-started";

    static final String GRAPH_RESPONSE = DOCS + "platform-optimizely/docs/webhook-response";
    static final String GRAPH_REGISTRATION = DOCS + "platform-optimizely/docs/manage-webhooks";
    static final String GRAPH_TEXT =
            "seen in real deliveries: https://github.com/GeekInTheNorth/GeekInTheNorth.github.io"
                    + " _posts/2026-01-05-triggering-opal-workflows-on-publish.md";

    static final String EXPERIMENTATION = DOCS + "feature-experimentation/docs/configure-webhooks";
    static final String APPROVALS = DOCS + "feature-experimentation/docs/change-approval-webhooks";
    static final String AGENT = "https://github.com/optimizely/agent";

    private Sources() {}

    /** @param section such as 10.1.1 */
    static String http(String section) {
        return "https://www.rfc-editor.org/rfc/rfc9110#section-" + section;
    }

    /** HTTP/1.1 on the wire. */
    static String http1(String section) {
        return "https://www.rfc-editor.org/rfc/rfc9112#section-" + section;
    }

    static String json(String section) {
        return "https://www.rfc-editor.org/rfc/rfc8259#section-" + section;
    }
}
