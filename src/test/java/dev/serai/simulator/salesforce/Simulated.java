package dev.serai.simulator.salesforce;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that has a simulator of its own, and somebody logged in to it. */
@SuppressWarnings("NullAway.Init")
class Simulated {
    SalesforceSimulator simulator;
    Rest rest;

    @BeforeEach
    void start() {
        simulator = SalesforceSimulator.start(0);
        rest = Rest.loggedIn(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }
}
