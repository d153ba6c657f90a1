package dev.serai.console;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway on one screen, as {@code GET /api/v1/status} answers. */
record StatusView(
        String status,
        Versions versions,
        List<Attention> attention,
        List<Family> families,
        List<DestinationRow> destinations,
        Journal journal,
        List<Org> salesforce,
        @Nullable Ledger ledger) {

    record Versions(String serai, String java, String database) {}

    /** What needs a person. */
    record Attention(
            String what, String next, String kind, @Nullable String where, String runbook) {}

    /** The counts of all families and destinations. */
    record Ledger(
            long received,
            long duplicate,
            long filtered,
            long unrouted,
            long waiting,
            long delivered,
            long dead,
            long closed,
            @Nullable Boolean balanced,
            @Nullable String verifiedAt) {}

    /** What a family has sent. */
    record Family(
            String name,
            long receivedToday,
            long receivedLastHour,
            @Nullable String lastEventAt,
            Map<String, Long> refused) {
        long refusedInAll() {
            return refused.values().stream().mapToLong(each -> each).sum();
        }
    }

    record Journal(boolean keeps, long bytes) {}

    record Org(
            String name,
            @Nullable Long callsLeftPercent,
            @Nullable Long dataStorageLeftPercent,
            @Nullable Long fileStorageLeftPercent) {}

    boolean hasDestination(@Nullable String name) {
        return destinations.stream().anyMatch(each -> each.name().equals(name));
    }

    long receivedToday() {
        return families.stream().mapToLong(Family::receivedToday).sum();
    }

    long waiting() {
        return destinations.stream().mapToLong(DestinationRow::waiting).sum();
    }

    long dead() {
        return destinations.stream().mapToLong(DestinationRow::dead).sum();
    }

    double deliveredPerMinute() {
        return destinations.stream()
                .mapToDouble(DestinationRow::deliveredPerMinute)
                .sum();
    }
}
