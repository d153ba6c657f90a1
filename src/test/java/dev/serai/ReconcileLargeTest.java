package dev.serai;

import static dev.serai.Reconciled.CLIENT;
import static dev.serai.Reconciled.count;
import static dev.serai.Reconciled.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mailing to 100,000 people of whom three are lost. */
@Timeout(300)
class ReconcileLargeTest {
    private static final int PEOPLE = 100_000;
    private static final Set<String> LOST = Set.of("p500@example.com", "p5000@example.com", "p50000@example.com");

    @ParameterizedTest
    @EnumSource
    void findsThreeLostAmongManyWithin30Seconds(Database database) {
        try (Reconciled world = new Reconciled(database)) {
            Gateway gateway = world.gateway();
            world.campaign.parallel(4);
            world.campaign.loseIf(CLIENT, (type, recipient) -> LOST.contains(recipient));
            // 4 % unsubscribe and 6 % bounce: more than a page of responses would be cut off
            world.campaign.at(world.then, () -> {
                for (int i = 0; i < PEOPLE; i++) {
                    String person = "p" + i + "@example.com";
                    world.recipients(person);
                    String mailId = world.campaign.send(CLIENT, world.mailing(), person);
                    if (i % 25 == 0) {
                        world.campaign.unsubscribe(CLIENT, world.mailing(), person, "by link");
                    } else if (i % 50 < 4) {
                        world.campaign.bounce(CLIENT, mailId, i % 2 == 0 ? "hardbounce" : "softbounce", "unknown user");
                    }
                }
            });
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> world.campaign.pending() == 0);
            assertThat(count(gateway, "event")).isEqualTo(4_000 + 6_000 - 3);

            JsonNode job = world.ended(gateway, world.begin(gateway, true));

            JsonNode report = job.path("report").path("clients").path(0);
            assertThat(numbers(report, "unsubscribe")).containsExactly(4_000L, 3_997L, 3L, 3L, 0L);
            assertThat(numbers(report, "bounce")).containsExactly(6_000L, 6_000L, 0L, 0L, 0L);
            assertThat(report.path("notes")).isEmpty();
            assertThat(count(gateway, "event")).isEqualTo(10_000);
            Duration taken = Duration.between(
                    Instant.parse(job.path("begunAt").asText()),
                    Instant.parse(job.path("endedAt").asText()));
            assertThat(taken).isLessThan(Duration.ofSeconds(30));
        }
    }

    /** More than a page of records, and more than a report shows. {@code ResumeTest} has several portions. */
    @ParameterizedTest
    @EnumSource
    void storesAsManyAsThereAreAndAddsNothingAgain(Database database) {
        try (Reconciled world = new Reconciled(database)) {
            Gateway gateway = world.gateway();
            world.campaign.loseIf(CLIENT, (type, recipient) -> true);
            for (int i = 0; i < 12_000; i++) {
                String person = "p" + i + "@example.com";
                world.recipients(person);
                world.campaign.at(
                        world.then.plusSeconds(i / 10),
                        () -> world.campaign.unsubscribe(CLIENT, world.mailing(), person, "by link"));
            }

            JsonNode first = world.reconcile(gateway, true);
            JsonNode second = world.reconcile(gateway, true);

            assertThat(numbers(first, "unsubscribe")).containsExactly(12_000L, 0L, 12_000L, 12_000L, 0L);
            assertThat(first.path("missing")).hasSize(10_000);
            assertThat(first.path("hidden").asInt()).isEqualTo(2_000);
            assertThat(numbers(second, "unsubscribe")).containsExactly(12_000L, 12_000L, 0L, 0L, 0L);
            assertThat(count(gateway, "event")).isEqualTo(12_000);
        }
    }
}
