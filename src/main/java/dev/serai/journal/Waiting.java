package dev.serai.journal;

import dev.serai.journal.Committer.NotKept;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receipt that waits for its commit, and the answer that it will get. */
final class Waiting {
    private static final Logger log = LoggerFactory.getLogger(Waiting.class);

    final List<? extends Element> receipt;
    final long since = System.nanoTime();
    private final BiConsumer<@Nullable Kept, @Nullable NotKept> answer;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean answered = new AtomicBoolean();

    Waiting(List<? extends Element> receipt, BiConsumer<@Nullable Kept, @Nullable NotKept> answer) {
        this.receipt = receipt;
        this.answer = answer;
    }

    void notKept() {
        answer(null, new NotKept("nothing is kept any more", null));
    }

    /** Answers, the first time only; a failure of the receiver does not stop the committer. */
    void answer(@Nullable Kept kept, @Nullable NotKept failure) {
        if (answered.compareAndSet(false, true)) {
            try {
                answer.accept(kept, failure);
            } catch (RuntimeException | Error e) {
                log.error("journal outcome=not-answered error={}", Journal.describe(e));
            }
        }
    }

    /** @return true once: to the committer that keeps the receipt, or to the watch that gives it up */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }
}
