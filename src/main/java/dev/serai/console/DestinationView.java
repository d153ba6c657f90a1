package dev.serai.console;

import org.jspecify.annotations.Nullable;

/** A destination, as {@code GET /api/v1/destinations} and {@code /status} answer. */
record DestinationView(
        String name,
        String state,
        @Nullable String pausedSince,
        @Nullable String pausedUntil,
        @Nullable String pausedBy,
        @Nullable String pausedReason,
        @Nullable String suspendedSince,
        @Nullable String suspendedReason,
        @Nullable String nextProbeAt,
        long waiting,
        long unmatched,
        long oldestWaitingSeconds,
        long delivered,
        long dead,
        long closed,
        double deliveredPerMinute) {

    boolean isPaused() {
        return state.equals("paused");
    }

    boolean isSuspended() {
        return state.equals("suspended") || state.equals("misconfigured");
    }
}
