package dev.serai.operate;

import dev.serai.journal.GroupCommitter;
import dev.serai.journal.Journal;
import dev.serai.journal.Ledger;
import dev.serai.journal.Unrouted;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.Family;
import dev.serai.reconcile.ReconcileState;
import dev.serai.routes.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** The parts of a running gateway that health and the pages of the management port read. */
public record Watched(
        List<Family> families,
        Problems problems,
        OutboxComponent outbox,
        Journal journal,
        GroupCommitter committer,
        Ledger ledger,
        Unrouted unrouted,
        ReconcileState reconciled,
        Shutdown shutdown,
        MeterRegistry metrics,
        ActivityHistory history,
        Clock clock) {}
