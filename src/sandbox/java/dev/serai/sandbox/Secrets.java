package dev.serai.sandbox;

/** What the senders of the sandbox prove themselves with. They are no secrets: they are printed, and here. */
final class Secrets {
    static final String CMP = "sandbox-cmp-secret";
    static final String CAMPAIGN = "sandbox:sandbox-campaign";
    static final String GRAPH_HEADER = "X-Serai-Token";
    static final String GRAPH = "sandbox-graph-secret";

    private Secrets() {}
}
