package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Needs;
import dev.serai.testing.Npm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client that knows nothing of the simulator takes it for Salesforce. */
class JsforceTest {
    @Test
    void aStandardClientWorks() throws Exception {
        Needs.program(Npm.isThere(), "skipped: node and npm are not on the path");
        Npm client = Npm.install(Path.of("src", "test", "js", "jsforce"), Path.of("target", "jsforce"), "client.js");
        try (SalesforceSimulator simulator = SalesforceSimulator.start(0)) {
            simulator.pageSize(200);

            client.run(
                    Map.of(
                            "SALESFORCE_URL", simulator.url(),
                            "SALESFORCE_CLIENT_ID", SalesforceSimulator.CLIENT_ID,
                            "SALESFORCE_CLIENT_SECRET", SalesforceSimulator.CLIENT_SECRET),
                    "node",
                    "client.js");

            assertThat(simulator.records("Contact")).hasSize(440);
            assertThat(simulator.records("Contact").subList(0, 4))
                    .extracting(each -> each.get("HasOptedOutOfEmail"))
                    .containsExactly(true, true, true, false);
            assertThat(simulator.records("Email_Event__c"))
                    .extracting(each -> each.get("Event_Key__c") + " " + each.get("Reason__c"))
                    .containsExactly("k1 null", "k3 O'Neil \\ \"said\"\nso");
            assertThat(simulator.requests()).last().satisfies(last -> assertThat(last.path())
                    .endsWith("/revoke"));
        }
    }
}
