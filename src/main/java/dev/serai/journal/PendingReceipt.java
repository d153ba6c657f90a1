package dev.serai.journal;

import dev.serai.event.ReceiptItem;
import dev.serai.journal.GroupCommitter.CommitFailedException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receipt that waits for its commit, and the answer that it will get. */
final class PendingReceipt {
    private static final Logger log = LoggerFactory.getLogger(PendingReceipt.class);

    final List<? extends ReceiptItem> receipt;
    final long since = System.nanoTime();
    private final CommitAnswer answer;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean answered = new AtomicBoolean();

    PendingReceipt(List<? extends ReceiptItem> receipt, CommitAnswer answer) {
        this.receipt = receipt;
        this.answer = answer;
    }

    void notKept() {
        answer(null, new CommitFailedException("nothing is kept any more", null));
    }

    /** Answers, the first time only; a failure of the receiver does not stop the committer. */
    void answer(@Nullable CommitResult kept, @Nullable CommitFailedException failure) {
        if (answered.compareAndSet(false, true)) {
            try {
                answer.give(kept, failure);
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
