package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** However many types a sender makes up, the ledger holds a bounded number of them, and balances. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class CountedTypesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Parameter
    Database database;

    private String url;
    private Journal journal;
    private GroupCommitter committer;

    @BeforeEach
    void open() {
        url = database.newUrl();
        start("one");
    }

    private void start(String process) {
        journal = Journal.open(new JournalSettings(url, database.user(), "", TIMEOUT, 4));
        committer = committer(journal, process);
    }

    private static GroupCommitter committer(Journal journal, String process) {
        return new GroupCommitter(journal, process, TIMEOUT, found -> {}, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        committer.close();
        journal.close();
    }

    @Test
    void countsTheTypesBeyondTheBoundTogether() throws SQLException {
        keep(committer, events("graph", "doc.updated"));
        keep(committer, types("new", 1_000));

        assertThat(types()).hasSize(CountedTypes.MAX_TYPES + 2).contains("cmp other", "graph doc.updated");
        assertThat(rows("select sum(received) from event_count where type = 'other'"))
                .containsExactly(Integer.toString(1_000 - CountedTypes.MAX_TYPES));
        assertThat(rows("select count(distinct type) from event where family = 'cmp'"))
                .as("events keep the types they came with")
                .containsExactly("1000");
        assertThat(balanced()).isTrue();
    }

    @Test
    void countsATypeAlikeAfterEveryStart() throws SQLException {
        keep(committer, types("new", CountedTypes.MAX_TYPES + 50));
        close();
        start("two");
        keep(committer, types("later", 50));
        keep(committer, types("new", CountedTypes.MAX_TYPES + 50));

        assertThat(types()).hasSize(CountedTypes.MAX_TYPES + 1);
        assertThat(balanced()).isTrue();
    }

    @Test
    void countsAnEventThatIsRoutedLaterWhereItWasCounted() throws SQLException {
        List<RoutedEvent> unrouted = types("new", CountedTypes.MAX_TYPES + 50);
        unrouted.forEach(entry -> entry.decision().unrouted("no router direct:cmp"));
        keep(committer, unrouted);
        close();
        start("two");
        unrouted.forEach(entry -> entry.decision().add("archive"));

        assertThat(new Unrouted(journal, "two").routed(unrouted)).isEqualTo(unrouted.size());

        assertThat(rows("select sum(unrouted) from event_count")).containsExactly("0");
        assertThat(balanced()).isTrue();
    }

    /** Each committer has two connections, and a second process has two more. H2 has one process with one connection. */
    @Test
    void countsATypeAlikeInEveryCommitter() throws SQLException {
        assumeTrue(journal.dialect().shared(), "one process with one connection");
        Journal another = Journal.open(new JournalSettings(url, database.user(), "", TIMEOUT, 4));
        try (GroupCommitter second = committer(another, "second")) {
            List<CompletableFuture<CommitResult>> kept = new ArrayList<>();
            for (int i = 0; i < CountedTypes.MAX_TYPES + 100; i++) {
                // the two get the same new types in another order
                kept.add(send(committer, events("cmp", "type" + i)));
                kept.add(send(second, events("cmp", "type" + (CountedTypes.MAX_TYPES + 99 - i))));
            }
            kept.forEach(CompletableFuture::join);
        } finally {
            another.close();
        }
        assertThat(types()).hasSize(CountedTypes.MAX_TYPES + 1);
        assertThat(balanced()).isTrue();
    }

    @Test
    void letsASenderCallItsOwnTypeOther() throws SQLException {
        keep(committer, events("cmp", "other"));
        keep(committer, types("new", CountedTypes.MAX_TYPES + 10));

        assertThat(types()).hasSize(CountedTypes.MAX_TYPES);
        assertThat(balanced()).isTrue();
    }

    private static List<RoutedEvent> types(String name, int count) {
        return events("cmp", IntStream.range(0, count).mapToObj(i -> name + i).toArray(String[]::new));
    }

    private static List<RoutedEvent> events(String family, String... types) {
        List<RoutedEvent> entries = new ArrayList<>();
        for (String type : types) {
            Event event = new Event(UUID.randomUUID(), family, type, null, null, null, Instant.now(), "{}");
            entries.add(new RoutedEvent(event, new RoutingDecision(), null));
        }
        return entries;
    }

    private static CompletableFuture<CommitResult> send(GroupCommitter to, List<RoutedEvent> entries) {
        CompletableFuture<CommitResult> kept = new CompletableFuture<>();
        to.commit(entries, (result, failure) -> {
            if (failure == null) {
                kept.complete(result);
            } else {
                kept.completeExceptionally(failure);
            }
        });
        return kept;
    }

    private static void keep(GroupCommitter to, List<RoutedEvent> entries) {
        assertThat(send(to, entries).join().fresh()).isEqualTo(entries.size());
    }

    private boolean balanced() throws SQLException {
        return Boolean.TRUE.equals(
                new Ledger(journal, Clock.systemUTC()).read(true).balanced());
    }

    private List<String> types() throws SQLException {
        return rows("select distinct family || ' ' || type from event_count");
    }

    private List<String> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
