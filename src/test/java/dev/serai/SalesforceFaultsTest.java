package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Salesforce as a whole does not do what it should: through camel-salesforce, over the wire. */
class SalesforceFaultsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
    }

    @Test
    void aFieldThatIsNotThereSuspendsTheDestinationAndNothingDies() {
        crm.salesforce.hide("Email_Event__c", "Reason__c");

        crm.send(bounces(5_000));

        assertThat(crm.suspension())
                .startsWith("routes/destinations/salesforce-bounces.camel.yaml:")
                .contains("INVALID_FIELD", "Reason__c")
                .endsWith("(misconfigured)");
        assertThat(crm.deliveries()).hasSize(5_000).allMatch("waiting 0"::equals);

        crm.salesforce.show("Email_Event__c", "Reason__c");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> crm.events().size() == 5_000);
        crm.settled();

        assertThat(crm.deliveries()).allMatch("delivered 1"::equals);
    }

    @Test
    void aFieldOfAPersonThatMayNotBeSeenNamesFileLineAndField() {
        crm.contact("jane@example.com");
        crm.salesforce.hide("Contact", "HasOptedOutOfEmail");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON));

        assertThat(crm.suspension())
                .startsWith("routes/destinations/salesforce-optouts.camel.yaml:21 (who-is-it): INVALID_FIELD")
                .contains("HasOptedOutOfEmail")
                .doesNotContain("jane")
                .endsWith("(misconfigured)");
    }

    @Test
    void theDailyLimitSuspendsAndTheNextDayGoesOn() {
        crm.salesforce.dailyLimit(0);

        crm.send(bounces(3));

        assertThat(crm.suspension()).startsWith("REQUEST_LIMIT_EXCEEDED").doesNotContain("misconfigured");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));

        crm.salesforce.dailyLimit(1_000);
        crm.settled();

        assertThat(crm.events()).hasSize(3);
    }

    @Test
    void logsInWithASignedAssertionInsteadOfASecret(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("serai.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "serai",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=serai",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        crm.salesforce.publicKey(
                keys.getCertificate("serai").getPublicKey(), SalesforceSimulator.CLIENT_ID, "serai@example.com");
        crm.with("salesforce.client-secret", "")
                .with("salesforce.user", "serai@example.com")
                .with("salesforce.key-store", store.toString())
                .with("salesforce.key-store-password", "changeit")
                .with("salesforce.jwt-audience", crm.salesforce.url());

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.events()).hasSize(1);
        assertThat(crm.calls("POST", "/services/oauth2/token"))
                .singleElement()
                .satisfies(
                        login -> assertThat(login.body()).contains("jwt-bearer").doesNotContain("client_secret"));
    }

    @Test
    void aRefusedLoginSuspendsWithoutStorm() {
        crm.salesforce.clientSecret("rotated");

        crm.send(bounces(3));

        assertThat(crm.suspension())
                .startsWith("login failed: login refused: invalid_")
                .doesNotContain("misconfigured");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));
        assertThat(crm.calls("POST", "/services/oauth2/token")).as("one a lane").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aSessionThatEndsWhileTheSecretHasChangedSuspendsAndRecoversWithTheSecret() {
        crm.send(hardBounce("jane@example.com", NOON)).settled();
        crm.salesforce.clientSecret("rotated");
        crm.salesforce.expireTokens();

        crm.send(hardBounce("joe@example.com", NOON.plusSeconds(1)));

        assertThat(crm.suspension()).startsWith("login refused: invalid_");

        crm.salesforce.clientSecret(SalesforceSimulator.CLIENT_SECRET);
        crm.settled();

        assertThat(crm.events()).hasSize(2);
    }

    @Test
    void startsWhileSalesforceIsDownAndDeliversOnceItIsUp() {
        crm.salesforce.down();

        crm.send(bounces(3));

        assertThat(crm.suspension()).startsWith("unreachable: ConnectException");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));

        crm.salesforce.up();
        crm.settled();

        assertThat(crm.events()).hasSize(3);
    }

    @Test
    void withoutCredentialsItIsSuspendedAndSaysWhichKeysAreMissing() {
        crm.with("salesforce.client-id", "").with("salesforce.client-secret", "");

        crm.send(bounces(3));

        assertThat(crm.suspension())
                .isEqualTo("salesforce.client-id, salesforce.client-secret not set; see docs/salesforce.md");
        JsonNode health = crm.gateway().health();
        assertThat(health.get("status").asText()).isEqualTo("DEGRADED");
        assertThat(health.toString()).contains("salesforce.client-secret not set");
    }

    @Test
    void aTokenAnswerWithoutIdSuspendsAndRecovers() {
        crm.salesforce.faults().on("login").tokenWithoutId();

        crm.send(hardBounce("jane@example.com", NOON));

        assertThat(crm.suspension()).startsWith("login failed: the answer has no id");
        crm.settled();

        assertThat(crm.events()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    200 | <html>Welcome</html> | login failed: an answer that cannot be read
                    400 | <html>No</html>      | login failed: an answer that cannot be read
                    400 | ''                   | login failed: an answer that cannot be read
                    405 | <html>No</html>      | routes/destinations/salesforce-bounces.camel.yaml:21 (who-is-it): login failed: HTTP 405 (misconfigured)
                    503 | <html>No</html>      | login failed: HTTP 503
                    """)
    void aLoginThatFailsIsNoEventsFault(int status, String body, String reason) {
        crm.with("outbox.give-up-after", "100ms");
        crm.salesforce.faults().on("login").always().answer(status, body);

        crm.send(bounces(2));

        assertThat(crm.suspension()).isEqualTo(reason);
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));
    }

    @Test
    void aBatchThatIsTriedAgainIsStillABatch() {
        crm.with("outbox.retry-delays", "2s").with("outbox.poll", "50ms");
        crm.salesforce.faults().on("collections upsert").times(2).unavailable();

        crm.send(bounces(60)).settled();

        // two lanes, and both are tried twice
        assertThat(crm.upserts()).hasSizeLessThanOrEqualTo(6);
        assertThat(crm.events()).hasSize(60);
    }

    @Test
    void whatWasGivenUpDoesNotWriteAfterWhatHasTakenItsPlace() {
        crm.with("salesforce.timeout", "10s").with("outbox.call-timeout", "2s");
        // as many people with one address as two calls mark, the first of which outlasts its time
        for (int i = 0; i < 201; i++) {
            crm.contact("jane@example.com");
        }
        crm.salesforce.faults().on("collections update").slowBody(Duration.ofSeconds(4));
        crm.send(hardBounce("jane@example.com", NOON));
        await().until(crm::deliveries, all -> !all.get(0).equals("waiting 0"));

        crm.send(hardBounce("jane@example.com", NOON.plusSeconds(3600))).settled();

        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .until(() -> crm.salesforce.records("Contact").stream()
                        .allMatch(each -> "2026-03-01T13:00:00.000+0000".equals(each.get("EmailBouncedDate"))));
    }

    @Test
    void manyConcurrentCallsDoNotStarveEachOther() {
        crm.with("salesforce.timeout", "5s");
        Routes.copyTo(directory)
                .edit("destinations/salesforce-bounces.camel.yaml", "concurrency: 2", "concurrency: 12")
                .settings()
                .forEach(crm::with);
        crm.salesforce.faults().on("collections upsert").times(12).delay(Duration.ofSeconds(1));
        crm.salesforce.faults().on("collections update").times(12).delay(Duration.ofSeconds(1));
        for (int i = 0; i < 60; i++) {
            crm.contact("person" + i + "@example.com");
        }

        crm.send(bounces(60)).settled();

        assertThat(crm.deliveries()).containsOnly("delivered 1");
    }

    @Test
    void pagesThatDoNotEndAreNotReadForEver() {
        String page =
                "{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\"/services/data/v60.0/query/01g-1\",\"records\":[]}";
        crm.salesforce.faults().on("query").times(4).answer(200, page);

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.events()).hasSize(1);
    }

    @Test
    void aSlowAnswerIsWaitedFor() {
        crm.with("salesforce.timeout", "10s");
        crm.salesforce.faults().on("collections upsert").delay(Duration.ofSeconds(3));

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 1");
    }

    @Test
    void aLoginThatBreaksOffIsNoEventsFault() {
        crm.salesforce.faults().on("login").drop();

        crm.send(bounces(1));

        assertThat(crm.suspension()).startsWith("login failed: ").doesNotContain("misconfigured");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));
        crm.settled();
    }

    @Test
    void aStopWaitsForAnAnswerThatIsOnItsWay() {
        crm.with("salesforce.timeout", "20s");
        crm.salesforce.faults().on("collections upsert").delay(Duration.ofSeconds(2));
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        crm.send(hardBounce("jane@example.com", NOON));
        await().until(() -> !crm.upserts().isEmpty());

        crm.stop();

        await().until(
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.matches(".*(SalesforceHttpClient|HttpClient@|outbox-).*"))
                                .toList(),
                        List::isEmpty);
        assertThat(crm.deliveries()).containsExactly("delivered 1");
        assertThat(crm.upserts()).hasSize(1);
    }

    @Test
    void whomNobodyKnowsIsLookedUpAgainEveryDay() {
        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON)).settled();
        assertThat(crm.deliveries())
                .singleElement()
                .asString()
                .startsWith("waiting 0 unmatched: looked up again every day until ");
        assertThat(crm.events()).hasSize(1);
        assertThat(crm.gateway().settled().toString()).contains("\"unmatched\":1");

        aDayLater();
        await().until(() -> crm.calls("GET", "query").size() == 4);
        assertThat(crm.upserts()).as("the record is there already").hasSize(1);

        String lead = crm.lead("jane@example.com");
        aDayLater();

        await().until(crm::deliveries, List.of("delivered 1")::equals);
        assertThat(crm.person("Lead", lead)).containsEntry("HasOptedOutOfEmail", true);
        assertThat(crm.events()).singleElement().asString().contains("Lead__c=" + lead);
        assertThat(crm.receipts().get(0).get("marked").get(0).asText()).isEqualTo(lead);
    }

    private void aDayLater() {
        await().until(() -> crm.deliveries().get(0).contains("unmatched"));
        crm.gateway().execute("update delivery set next_attempt_at = current_timestamp where state = 'waiting'");
    }

    @Test
    void stopsWithinItsTimeWhileACallHangs() {
        crm.with("salesforce.timeout", "60s").with("outbox.shutdown-timeout", "2s");
        crm.salesforce.faults().on("collections upsert").commitThenHang();
        crm.salesforce.faults().on("revoke").commitThenHang();
        crm.send(hardBounce("jane@example.com", NOON));
        await().until(() -> !crm.upserts().isEmpty() || !crm.events().isEmpty());

        long begun = System.nanoTime();
        crm.gateway().close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static List<Map<String, Object>> bounces(int count) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return events;
    }
}
