package dev.serai.console;

/** Where webhooks are received, for the commands that a page shows. */
@FunctionalInterface
public interface Webhooks {
    /** The port for webhooks. */
    int port();

    /** Where a family is received on the machine of the gateway. */
    default String url(String family) {
        return "http://localhost:" + port() + "/webhooks/" + family;
    }

    /** A command that sends a payload once more, as its sender would. The secret is not in it. */
    default String curl(String family, String payload) {
        return "curl -H 'Content-Type: application/json' -H \"$SERAI_SENDER_HEADER\" \\\n  --data-binary @- "
                + url(family) + " <<'SERAI'\n" + payload + "\nSERAI";
    }
}
