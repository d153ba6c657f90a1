package dev.serai;

import dev.serai.journal.Committer;
import dev.serai.journal.Journal;
import dev.serai.journal.Ledger;
import dev.serai.journal.Unrouted;
import dev.serai.outbox.OutboxComponent;
import dev.serai.receive.Family;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** The parts of a running gateway that health and the pages of the management port read. */
record Watched(
        List<Family> families,
        Problems problems,
        OutboxComponent outbox,
        Journal journal,
        Committer committer,
        Ledger ledger,
        Unrouted unrouted,
        Shutdown shutdown,
        MeterRegistry metrics,
        Clock clock) {}
