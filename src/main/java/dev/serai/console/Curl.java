package dev.serai.console;

/** A command that sends a payload once more, as its sender would. The secret is not in it. */
final class Curl {
    private Curl() {}

    static String of(String family, String payload) {
        return "curl -H 'Content-Type: application/json' -H \"$SERAI_SENDER_HEADER\" \\\n  --data-binary @- http://localhost:8080/webhooks/"
                + family + " <<'SERAI'\n" + payload + "\nSERAI";
    }
}
