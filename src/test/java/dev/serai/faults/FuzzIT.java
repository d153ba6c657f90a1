package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.optimizely.Families;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a sender sends, it is answered as the README says, what was answered 200 is there, and nobody reads more of it
 * than he sent himself. {@code -Dfaults.seed=} sends the same again.
 */
class FuzzIT {
    private static final int REQUESTS = Figures.count(20_000, 300_000);
    private static final int NO_HTTP = Figures.count(1_000, 15_000);
    private static final int SENDERS = 48;
    private static final long SEED = Long.getLong("faults.seed", 20_260_301L);

    private static final Map<String, String> SETTINGS = Map.of(
            "journal.commit-timeout", "60s",
            "receive.max-in-flight", "512MB",
            "receive.idle-timeout", "20s",
            "receive.body-timeout", "20s");

    private final OddSamples samples = new OddSamples();
    private final Answers answers = new Answers();

    FuzzIT() throws IOException {}

    @Test
    void everyFamilyTakesPart() {
        assertThat(OddRequests.PROOF.keySet()).containsExactlyInAnyOrderElementsOf(Families.names());
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void whateverIsSentIsAnsweredAndWhatIsAcceptedIsThere(Database database) throws Exception {
        System.out.println("faults.seed=" + SEED);
        try (LogLines log = new LogLines(OddSamples.CANARY);
                Gateway gateway = Gateway.start(database, SETTINGS)) {
            each(sender -> new OddSender(gateway.port(), answers).send(requests(sender), REQUESTS / SENDERS));
            assertTheRowsAreWhatWasAnswered(gateway, answers);

            Answers further = new Answers();
            each(sender -> new OddSender(gateway.port(), further)
                    .sendNoHttp(new SplittableRandom(SEED - sender), NO_HTTP / SENDERS));
            assertThat(rows(gateway, "select sum(received) as n from event_count")
                            + rows(gateway, "select sum(count) as n from quarantine"))
                    .isGreaterThanOrEqualTo(answers.sum("received") + further.sum("received"));

            System.out.println("answered " + answers + ", no HTTP " + further);
            assertNothingIsQuoted(gateway);
            assertThat(log.quoting()).isEmpty();
            long lost = missing(gateway);
            Figures.write(new Figures.Line(
                    9,
                    "mutated bodies and headers",
                    database == Database.H2 ? "H2" : "PostgreSQL",
                    "%,d requests, %,d of them no HTTP".formatted(REQUESTS + NO_HTTP, NO_HTTP),
                    answers.sum("received") + further.sum("received"),
                    lost,
                    0,
                    "%,d in quarantine, %,d duplicates"
                            .formatted(answers.sum("quarantined"), answers.sum("duplicate"))));
            assertThat(lost).isZero();
            assertHealthy(gateway);
        }
    }

    private OddRequests requests(int sender) {
        return new OddRequests(samples, new SplittableRandom(SEED + sender), Integer.toString(sender));
    }

    /** What one of the senders does. */
    @FunctionalInterface
    private interface Work {
        void of(int sender) throws IOException;
    }

    private static void each(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                running.add(threads.submit(() -> {
                    work.of(sender);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertTheRowsAreWhatWasAnswered(Gateway gateway, Answers answers) {
        assertThat(rows(gateway, "select count(*) as n from event")).isEqualTo(answers.sum("new"));
        assertThat(rows(gateway, "select sum(duplicate) as n from event_count")).isEqualTo(answers.sum("duplicate"));
        String quarantined =
                "select coalesce(sum(count), 0) as n from quarantine where reason %s like 'no event: a call%%'";
        assertThat(rows(gateway, quarantined.formatted("not"))).isEqualTo(answers.sum("quarantined"));
        assertThat(rows(gateway, quarantined.formatted("")))
                .as("calls that only asked, of which 20 a day are kept")
                .isBetween(1L, 20L);
    }

    private static long rows(Gateway gateway, String query) {
        return ((Number) Objects.requireNonNull(gateway.query(query).get(0).get("n"))).longValue();
    }

    private static void assertNothingIsQuoted(Gateway gateway) {
        Map<String, String> reasons =
                Map.of("event", "unrouted", "quarantine", "reason", "delivery", "last_error", "attempt", "error");
        reasons.forEach((table, column) -> assertThat(gateway.query(
                        "select " + column + " from " + table + " where " + column + " like ?",
                        "%" + OddSamples.CANARY + "%"))
                .as(table)
                .isEmpty());
    }

    /** @return how many of the good events are not there as they were sent */
    private long missing(Gateway gateway) {
        Map<String, String> there =
                gateway.query("select subject, payload from event where subject like 'good-%'").stream()
                        .collect(Collectors.toMap(row -> "" + row.get("subject"), row -> "" + row.get("payload")));
        assertThat(answers.good()).isNotEmpty().doesNotHaveDuplicates();
        return answers.good().stream()
                .filter(mark -> !OddRequests.good(mark).equals(there.get(mark)))
                .count();
    }

    private static void assertHealthy(Gateway gateway) {
        Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("(?m)^serai_receive_in_flight_bytes.* 0\\.0$"));
        assertThat(gateway.post("campaign", OddRequests.good("good-last")).body())
                .isEqualTo("{\"received\":1,\"new\":1,\"duplicate\":0,\"quarantined\":0}");
        assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }
}
