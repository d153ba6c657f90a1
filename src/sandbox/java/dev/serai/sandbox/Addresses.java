package dev.serai.sandbox;

import java.net.URI;

/**
 * Where a user reaches the sandbox.
 *
 * @param jdbc the URL for a database tool
 */
record Addresses(int receivePort, int managementPort, int salesforcePort, int mailboxPort, String jdbc) {
    String webhooks() {
        return "http://127.0.0.1:" + receivePort;
    }

    String salesforce() {
        return "http://localhost:" + salesforcePort + "/__sim/records/Email_Event__c";
    }

    String mailbox() {
        return "http://localhost:" + mailboxPort + "/";
    }

    String console() {
        return "http://localhost:" + managementPort + "/console";
    }

    URI ledger() {
        return URI.create(observe("ledger"));
    }

    /** The ledger, compared with every row that is kept. */
    URI verify() {
        return URI.create(observe("ledger?verify"));
    }

    String observe(String page) {
        return "http://127.0.0.1:" + managementPort + "/observe/" + page;
    }
}
