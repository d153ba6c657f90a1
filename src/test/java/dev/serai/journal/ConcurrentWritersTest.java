package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.testing.Gateway.Database;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of two transactions that are written to the file at once, H2 can keep a part of one if the process is killed. */
class ConcurrentWritersTest {
    @ParameterizedTest
    @EnumSource
    void onlyOneTransactionWritesIntoH2AtATime(Database database) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        String url = database.newUrl();
        try (Journal journal = Journal.open(new JournalSettings(url, database.user(), "", Duration.ofSeconds(20), 4))) {
            CompletableFuture<Boolean> first = began(() -> journal.keep(connection -> await(begun, end)));
            begun.await();
            CompletableFuture<Boolean> second = began(() -> journal.deliver(connection -> true));

            assertThat(journal.<Boolean>observe(connection -> true))
                    .as("whoever reads")
                    .isTrue();
            if (database == Database.H2) {
                Awaitility.await().during(Duration.ofMillis(300)).until(() -> !second.isDone());
            } else {
                second.get(20, TimeUnit.SECONDS);
            }

            end.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatOnlyReadsCannotWriteIntoPostgres() {
        Database postgres = Database.POSTGRESQL;
        String insert = "insert into destination (name) values ('archive')";
        try (Journal journal =
                Journal.open(new JournalSettings(postgres.newUrl(), postgres.user(), "", Duration.ofSeconds(20), 4))) {
            Journal.Work<Integer> write = connection -> new Query(connection, insert).update();

            assertThatThrownBy(() -> journal.observe(write)).hasMessageContaining("read-only transaction");
            assertThatThrownBy(() -> journal.read(write)).hasMessageContaining("read-only transaction");
            assertThatCode(() -> journal.deliver(write))
                    .as("on the same connections")
                    .doesNotThrowAnyException();
        }
    }

    private static boolean await(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        try {
            return end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A transaction. */
    @FunctionalInterface
    private interface Transaction {
        boolean run() throws Exception;
    }

    private static CompletableFuture<Boolean> began(Transaction transaction) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return transaction.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
