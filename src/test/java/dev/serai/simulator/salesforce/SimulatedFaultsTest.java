package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong, goes wrong as told. */
class SimulatedFaultsTest extends Simulated {
    private static final String UPSERT = "composite/sobjects/Email_Event__c/Event_Key__c";
    private static final String TWO = """
            {"records":[{"attributes":{"type":"Email_Event__c"},"Event_Key__c":"k1"},
            {"attributes":{"type":"Email_Event__c"},"Event_Key__c":"k2"}]}""";

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(Fault::sessionExpired, 401, "INVALID_SESSION_ID", 0),
                fault(Fault::limitExceeded, 403, "REQUEST_LIMIT_EXCEEDED", 0),
                fault(Fault::unavailable, 503, "<!DOCTYPE html>", 0),
                fault(Fault::serverError, 500, "UNKNOWN_EXCEPTION", 0),
                fault(fault -> fault.answer(418, "[]"), 418, "[]", 0),
                fault(Fault::drop, 0, "", 0),
                fault(Fault::commitThenDrop, 0, "", 2),
                fault(Fault::commitThenHtml, 200, "<!DOCTYPE html>", 2),
                fault(Fault::commitThenEmpty, 200, "", 2),
                fault(Fault::commitThenNull, 200, "null", 2));
    }

    private static Arguments fault(Consumer<Fault> fault, int status, String body, int records) {
        return Arguments.of(fault, status, body, records);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultHappensOnceAndCommitsOrNot(Consumer<Fault> fault, int status, String body, int records) {
        fault.accept(simulator.faults().on("collections upsert"));

        Rest.Reply faulty = rest.patch(UPSERT, TWO);
        int committed = simulator.records("Email_Event__c").size();
        Rest.Reply sound = rest.patch(UPSERT, TWO);

        assertThat(faulty.status()).isEqualTo(status);
        assertThat(faulty.body()).contains(body);
        assertThat(committed).isEqualTo(records);
        assertThat(sound.results()).isEqualTo("ok ok");
        assertThat(simulator.requests().get(1).status()).isEqualTo(status);
    }

    @Test
    void anAnswerMayNeverCome() {
        simulator.faults().on("collections").commitThenHang();

        Rest.Reply reply = rest.patience(Duration.ofMillis(200)).patch(UPSERT, TWO);

        assertThat(reply.body()).isEqualTo("HttpTimeoutException");
        assertThat(simulator.records("Email_Event__c")).hasSize(2);
    }

    @Test
    void aListMayLackItsLastResult() {
        simulator.faults().on("collections").commitThenShortList();

        assertThat(rest.patch(UPSERT, TWO).json()).hasSize(1);
    }

    @Test
    void onlyWhatMatchesIsFaultyAndOnlySoOften() {
        simulator.faults().on("GET limits").times(2).unavailable();

        List<Integer> limits = IntStream.range(0, 3)
                .mapToObj(each -> rest.get("limits").status())
                .toList();

        assertThat(limits).containsExactly(503, 503, 200);
        assertThat(rest.query("SELECT Id FROM Contact").status()).isEqualTo(200);
    }

    @Test
    void aFaultMayBeAMatterOfChance() {
        simulator.faults().on("limits").always().chance(0.5, new Random(7)).unavailable();

        long faulty = IntStream.range(0, 40)
                .filter(each -> rest.get("limits").status() == 503)
                .count();

        assertThat(faulty).isBetween(10L, 30L);
    }

    @Test
    void aRecordFailsWithTheCodeItIsToldTo() {
        simulator
                .faults()
                .records("Email_Event__c", record -> "k2".equals(record.get("Event_Key__c")))
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");

        assertThat(rest.patch(UPSERT, TWO).results()).isEqualTo("ok UNABLE_TO_LOCK_ROW");
        assertThat(rest.patch(UPSERT, TWO).results()).isEqualTo("ok ok");
    }

    @Test
    void anAnswerMayTakeItsTime() {
        simulator.faults().on("limits").delay(Duration.ofMillis(300));
        simulator.faults().on("query").slowBody(Duration.ofMillis(300));

        assertThat(Stream.of("limits", "query?q=SELECT+Id+FROM+Contact").map(this::millis))
                .allSatisfy(millis -> assertThat(millis).isGreaterThanOrEqualTo(290));
    }

    private long millis(String path) {
        long begin = System.nanoTime();
        assertThat(rest.get(path).status()).isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    @Test
    void aLoginFailsToo() {
        simulator.faults().on("login").loginRefused();
        simulator.faults().on("login").tokenWithoutId();
        simulator.faults().on("login").unavailable();

        assertThat(rest.login().json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(rest.login().json().fieldNames())
                .toIterable()
                .contains("access_token")
                .doesNotContain("id");
        assertThat(rest.login().status()).isEqualTo(503);
        assertThat(rest.login().json().path("id").asText()).contains("/005");
    }

    @Test
    void nobodyListensWhileItIsDown() {
        simulator.insert("Contact", Map.of("LastName", "x"));

        simulator.down();
        Rest.Reply down = rest.get("limits");
        simulator.up();

        assertThat(down.body()).isEqualTo("ConnectException");
        assertThat(rest.get("limits").status()).isEqualTo(200);
        assertThat(simulator.records("Contact")).hasSize(1);
    }

    @Test
    void answersAreCompressedOnDemand() {
        simulator.gzip(true);

        Rest.Reply reply = rest.with("Accept-Encoding", "gzip").get("limits");

        assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }
}
