package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.LeaseStore.Lease;
import dev.serai.testing.Gateway.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What became of a batch, whether its deliveries are alike or not. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class SettlementTest {
    private static final List<String> SUBJECTS = List.of("a", "b", "c");

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final List<UUID> ids =
            SUBJECTS.stream().map(any -> UUID.randomUUID()).toList();

    @Parameter
    Database database;

    private Journal journal;
    private Lease lease;

    @BeforeEach
    void open() throws SQLException {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 4));
        RoutingDecision decision = new RoutingDecision();
        decision.add("archive");
        decision.add("other");
        for (int i = 0; i < ids.size(); i++) {
            Event event = new Event(ids.get(i), "cmp", "asset_added", SUBJECTS.get(i), null, null, now, "{}");
            new EventWriter(journal, "one").keep(List.of(new RoutedEvent(event, decision, null)));
        }
        lease = new LeaseStore(journal)
                .take("archive", "one", now, now.plusSeconds(60))
                .orElseThrow()
                .lease();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void withoutReceipts() throws SQLException {
        settle(delivered("a", null), delivered("b", null));

        assertThat(rows()).containsExactly("a delivered 1 - -", "b delivered 1 - -", "c waiting 0 - -");
        assertThat(delivered()).isEqualTo(2);
    }

    @Test
    void withTheSameReceipt() throws SQLException {
        settle(delivered("a", "{\"status\":200}"), delivered("b", "{\"status\":200}"));

        assertThat(rows())
                .containsExactly(
                        "a delivered 1 - {\"status\":200}", "b delivered 1 - {\"status\":200}", "c waiting 0 - -");
    }

    @Test
    void withAReceiptEach() throws SQLException {
        settle(delivered("a", "{\"id\":\"1\"}"), delivered("b", null), delivered("c", "{\"id\":\"3\"}"));

        assertThat(rows())
                .containsExactly(
                        "a delivered 1 - {\"id\":\"1\"}", "b delivered 1 - -", "c delivered 1 - {\"id\":\"3\"}");
    }

    @Test
    void withTheSameErrorAndWithAnErrorEach() throws SQLException {
        settle(retry("a", "HTTP 503"), retry("b", "HTTP 503"));
        settle(dead("a", "HTTP 400 a"), dead("b", "HTTP 400 b"), delivered("c", null));

        assertThat(rows()).containsExactly("a dead 2 HTTP 400 a -", "b dead 2 HTTP 400 b -", "c delivered 1 - -");
        assertThat(delivered()).isEqualTo(1);
    }

    @Test
    void aReceiptStaysUntilThereIsANewOneAndWhatIsDeliveredStaysDelivered() throws SQLException {
        settle(new DeliveryUpdate(
                id("a"), DeliveryState.WAITING_FOR_PERSON, 0, now, "unmatched", null, "{\"id\":\"1\"}", "r", 1));
        settle(delivered("a", null), delivered("b", null));
        settle(dead("a", "too late"), dead("b", "too late"));

        assertThat(rows()).containsExactly("a delivered 1 - {\"id\":\"1\"}", "b delivered 1 - -", "c waiting 0 - -");
    }

    private UUID id(String subject) {
        return ids.get(SUBJECTS.indexOf(subject));
    }

    private DeliveryUpdate delivered(String subject, @Nullable String receipt) {
        return new DeliveryUpdate(id(subject), DeliveryState.DELIVERED, 1, null, null, now, receipt, "r", 1);
    }

    private DeliveryUpdate retry(String subject, String error) {
        return new DeliveryUpdate(id(subject), DeliveryState.WAITING, 1, now, error, null, null, "r", 1);
    }

    private DeliveryUpdate dead(String subject, String error) {
        return new DeliveryUpdate(id(subject), DeliveryState.DEAD, 2, null, error, now, null, "r", 1);
    }

    private void settle(DeliveryUpdate... updates) throws SQLException {
        assertThat(new DeliveryQueue(journal).settle(lease, now, List.of(updates)))
                .isTrue();
    }

    private long delivered() throws SQLException {
        return journal.observe(connection ->
                new Query(connection, "select delivered from destination where name = 'archive'").number());
    }

    /** Those of the other destination wait as before. */
    private List<String> rows() throws SQLException {
        return journal.observe(connection -> {
            assertThat(new Query(
                                    connection,
                                    "select count(*) from delivery where destination = 'other' and state = 'waiting'"
                                            + " and attempts = 0")
                            .number())
                    .isEqualTo(SUBJECTS.size());
            return new Query(connection, """
                    select e.subject || ' ' || d.state || ' ' || d.attempts || ' ' || coalesce(d.last_error, '-') || ' '
                           || coalesce(d.receipt, '-') as it
                    from delivery d join event e on e.id = d.event_id where d.destination = 'archive' order by e.subject
                    """).list(row -> row.getString("it"));
        });
    }
}
