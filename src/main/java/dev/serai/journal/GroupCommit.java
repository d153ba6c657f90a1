package dev.serai.journal;

import dev.serai.event.QuarantinedInput;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.EventWriter.Result;
import dev.serai.journal.GroupCommitter.CommitFailedException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps a group of receipts in one transaction, and answers each.
 *
 * <p>A value that the database refuses fails no other event: the group is halved until the event stands alone, and that event
 * goes to quarantine.
 */
final class GroupCommit {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final EventWriter keeping;
    private final CopyGate gate;
    private final Consumer<Boolean> health;
    private final NewWork work;
    private final Timer commits;
    private final DistributionSummary groups;

    /**
     * @param health gets, before any receipt is answered, whether the database kept the group
     * @param work gets the new work of each destination after each commit
     */
    GroupCommit(EventWriter keeping, CopyGate gate, Consumer<Boolean> health, NewWork work, MeterRegistry metrics) {
        this.keeping = keeping;
        this.gate = gate;
        this.health = health;
        this.work = work;
        this.commits = metrics.timer("serai.journal.commit");
        this.groups = metrics.summary("serai.journal.group");
    }

    /** Answers every receipt of the group. */
    void commit(List<PendingReceipt> group) {
        List<ReceiptItem> elements = new ArrayList<>();
        group.forEach(waiting -> elements.addAll(waiting.receipt));
        List<@Nullable Result> results = new ArrayList<>(Collections.nCopies(elements.size(), null));
        Throwable failure = null;
        try {
            keep(elements, results);
        } catch (SQLException | RuntimeException | Error e) {
            // every receipt gets its answer for any failure, and the next group is tried
            failure = e;
            // Availability logs once that the database is away; anything else is a defect of ours
            log.atLevel(e instanceof SQLException ? Level.DEBUG : Level.ERROR)
                    .log(
                            "journal outcome=not-kept receipts={} events={} error={}",
                            group.size(),
                            elements.size(),
                            Journal.describe(e));
        }
        groups.record(elements.size());
        health.accept(failure == null);
        int from = 0;
        for (PendingReceipt waiting : group) {
            int to = from + waiting.receipt.size();
            answer(waiting, results.subList(from, to), failure);
            from = to;
        }
    }

    private static void answer(PendingReceipt waiting, List<@Nullable Result> results, @Nullable Throwable failure) {
        if (results.contains(null)) {
            waiting.answer(null, new CommitFailedException("the journal could not commit", failure));
        } else {
            waiting.answer(
                    new CommitResult(
                            Collections.frequency(results, Result.FRESH),
                            Collections.frequency(results, Result.DUPLICATE),
                            Collections.frequency(results, Result.QUARANTINED)),
                    null);
        }
    }

    /** Keeps the elements, halving them around a value that the database refuses. */
    private void keep(List<ReceiptItem> elements, List<@Nullable Result> results) throws SQLException {
        if (elements.isEmpty()) {
            return;
        }
        try {
            List<Result> kept = transaction(elements);
            for (int i = 0; i < kept.size(); i++) {
                results.set(i, kept.get(i));
            }
            work.announce(RoutedEvent.newDeliveries(fresh(elements, kept)));
        } catch (SQLException e) {
            if (!SqlState.isDataError(e)) {
                throw e;
            }
            if (elements.size() > 1) {
                int middle = elements.size() / 2;
                keep(elements.subList(0, middle), results.subList(0, middle));
                keep(elements.subList(middle, elements.size()), results.subList(middle, elements.size()));
            } else if (elements.get(0) instanceof RoutedEvent entry) {
                keep(
                        List.of(QuarantinedInput.of(entry, "refused by the database, SQLState " + e.getSQLState())),
                        results);
            } else {
                throw e;
            }
        }
    }

    private List<Result> transaction(List<ReceiptItem> elements) throws SQLException {
        long begun = System.nanoTime();
        try {
            if (gate.opens(elements)) {
                try {
                    List<Result> kept = Journal.again(() -> keeping.copy(elements));
                    gate.copied();
                    return kept;
                } catch (SQLException e) {
                    if (!SqlState.isDataError(e)) {
                        throw e;
                    }
                    gate.failed();
                }
            }
            return Journal.again(() -> keeping.keep(elements));
        } finally {
            commits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    private static List<RoutedEvent> fresh(List<ReceiptItem> elements, List<Result> results) {
        List<RoutedEvent> fresh = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == Result.FRESH && elements.get(i) instanceof RoutedEvent entry) {
                fresh.add(entry);
            }
        }
        return fresh;
    }
}
