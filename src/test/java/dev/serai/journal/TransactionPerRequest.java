package dev.serai.journal;

import dev.serai.journal.Committer.NotKept;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What group commit is compared with: the same statements, a transaction of its own for each request. */
public final class TransactionPerRequest implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Journal> journals;
    private final AtomicInteger next = new AtomicInteger();

    /** @param journals each with a pool of two connections, and so with two threads here */
    public TransactionPerRequest(List<Journal> journals) {
        this.journals = journals;
        this.threads = Executors.newFixedThreadPool(2 * journals.size());
    }

    public void commit(List<? extends Element> receipt, BiConsumer<@Nullable Kept, @Nullable NotKept> answer) {
        int number = next.getAndIncrement();
        Keeping keeping = new Keeping(journals.get(number % journals.size()), "request-" + number % 16);
        threads.execute(() -> {
            try {
                List<Keeping.Result> results = keeping.keep(List.copyOf(receipt));
                int fresh = Collections.frequency(results, Keeping.Result.FRESH);
                answer.accept(new Kept(fresh, results.size() - fresh, 0), null);
            } catch (SQLException e) {
                answer.accept(null, new NotKept("not kept", e));
            }
        });
    }

    @Override
    public void close() {
        threads.shutdown();
        journals.forEach(Journal::close);
    }
}
