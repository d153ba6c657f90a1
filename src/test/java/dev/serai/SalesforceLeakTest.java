package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.Receiver.Reply;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain headers override an endpoint of camel-salesforce (CVE-2026-49099): an answer of another far side must not. */
class SalesforceLeakTest {

    @Test
    void theAnswerOfAnotherFarSideCommandsNoCallOfSalesforce(@TempDir Path directory) {
        Map<String, String> commands = Map.of(
                "sObjectName", "Contact", "sObjectIdName", "Email", "apiVersion", "1.0", "Sforce-Auto-Assign", "TRUE");
        try (Receiver other = new Receiver(0, request -> new Reply(200, commands, ""));
                Crm crm = new Crm()) {
            Routes.copyTo(directory)
                    .edit("destinations/salesforce-bounces.camel.yaml", "      steps:\n", """
                                  steps:
                                    - setBody:
                                        id: question
                                        expression:
                                          constant:
                                            expression: who
                                    - to:
                                        id: another-far-side
                                        uri: %s
                                    - setBody:
                                        id: batch-again
                                        expression:
                                          simple:
                                            expression: ${exchangeProperty[dev.serai.outbox.Batch]}
                            """.formatted(other.url()));
            crm.with("routes.directory", directory.toString());

            crm.send(hardBounce("jane@example.com", NOON)).settled();

            assertThat(other.requests()).isNotEmpty();
            assertThat(crm.deliveries()).allMatch("delivered 1"::equals);
            assertThat(crm.events()).hasSize(1);
            assertThat(crm.upserts()).hasSize(1);
        }
    }
}
