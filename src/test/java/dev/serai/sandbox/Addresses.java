package dev.serai.sandbox;

import java.net.URI;

/**
 * Where a user reaches the sandbox.
 *
 * @param jdbc the URL for a database tool
 */
record Addresses(int receivePort, int managementPort, String jdbc) {
    String webhooks() {
        return "http://127.0.0.1:" + receivePort;
    }

    URI ledger() {
        return URI.create(observe("ledger"));
    }

    String observe(String page) {
        return "http://127.0.0.1:" + managementPort + "/observe/" + page;
    }
}
