package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.QuarantinedInput;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.Quarantine.Audit;
import dev.serai.journal.Quarantine.Became;
import dev.serai.journal.Quarantine.Offered;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in quarantine is lost by no offer, and kept as events once, on both databases. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class QuarantineTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final QuarantinedInput BODY =
            new QuarantinedInput("cmp", NOW, "no event_name", "{}".getBytes(StandardCharsets.UTF_8));

    @Parameter
    Database database;

    private Journal journal;
    private GroupCommitter committer;
    private Quarantine quarantine;
    private final Audit audit = new Audit("ann", Map.of("all", true), null);

    @BeforeEach
    void open() {
        Duration timeout = Duration.ofSeconds(10);
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", timeout, 4));
        committer = new GroupCommitter(journal, "one", timeout, found -> {}, new SimpleMeterRegistry());
        quarantine = new Quarantine(journal, "one", Clock.systemUTC());
    }

    @AfterEach
    void close() {
        committer.close();
        journal.close();
    }

    private void receive(QuarantinedInput body) {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        committer.commit(List.of(body), (kept, failure) -> {
            if (kept != null) {
                answer.complete(kept);
            } else {
                answer.completeExceptionally(new IllegalStateException(failure));
            }
        });
        answer.join();
    }

    private static RoutedEvent event(String destination) {
        RoutingDecision decision = new RoutingDecision();
        decision.add(destination);
        return new RoutedEvent(
                new Event(EventId.of(NOW, "1"), "cmp", "asset_added", "1", null, NOW, NOW, "{}"), decision, null);
    }

    private long inQuarantine() throws SQLException {
        return read().quarantined().stream()
                .mapToLong(Ledger.Quarantined::count)
                .sum();
    }

    private Ledger.Page read() throws SQLException {
        return new Ledger(journal, Clock.systemUTC()).read(true);
    }

    @Test
    void whatTheDatabaseRefusesStaysWithTheReason() throws SQLException {
        receive(BODY);

        Offered offered =
                quarantine.offer(BODY.hash(), List.of(event("longer-than-any-column-takes".repeat(10))), audit);

        assertThat(offered.became()).isEqualTo(Became.NO_EVENT);
        assertThat(quarantine.page(null, null, 10))
                .extracting(Quarantine.Entry::reason)
                .containsExactly("refused by the database, SQLState 22001");
        assertThat(read().events()).isEmpty();
        assertThat(read().balanced()).isTrue();
        assertThat(new OperationsAudit(journal, Clock.systemUTC()).page(null, 10))
                .extracting(OperationsAudit.Entry::action, OperationsAudit.Entry::count)
                .containsExactly(tuple("offer", 0L));
    }

    @Test
    void anOfferOfWhatIsGoneKeepsNothing() throws SQLException {
        assertThat(quarantine
                        .offer(BODY.hash(), List.of(event("archive")), audit)
                        .became())
                .isEqualTo(Became.GONE);
        assertThat(read().events()).isEmpty();
    }

    /** A receipt brings the body while it is offered: each receipt is a row in quarantine, or counts as received. */
    @Test
    void aReceiptDuringTheOfferIsNotLost() throws SQLException {
        int receipts = 300;
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < receipts; i++) {
                receive(BODY);
            }
        });
        int offers = 0;
        while (!sender.isDone()) {
            offers += quarantine
                                    .offer(BODY.hash(), List.of(event("archive")), audit)
                                    .became()
                            == Became.EVENTS
                    ? 1
                    : 0;
        }
        sender.join();

        long received =
                read().events().stream().mapToLong(Ledger.Events::received).sum();
        long duplicate =
                read().events().stream().mapToLong(Ledger.Events::duplicate).sum();
        assertThat(offers).isGreaterThan(1);
        assertThat(received + inQuarantine()).isEqualTo(receipts);
        assertThat(duplicate).isEqualTo(received - 1);
        assertThat(read().balanced()).isTrue();
    }
}
