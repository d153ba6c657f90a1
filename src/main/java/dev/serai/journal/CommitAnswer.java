package dev.serai.journal;

import dev.serai.journal.GroupCommitter.CommitFailedException;
import org.jspecify.annotations.Nullable;

/** Is told once what became of a receipt, on a thread that it must not block. */
@FunctionalInterface
public interface CommitAnswer {
    /**
     * @param kept what was kept; null if the commit failed
     * @param failure why it failed; null if it did not
     */
    void give(@Nullable CommitResult kept, @Nullable CommitFailedException failure);
}
