package dev.serai.console;

import org.jspecify.annotations.Nullable;

/** A destination, as {@code GET /api/v1/destinations} and {@code /status} answer. */
record DestinationRow(
        String name,
        String state,
        @Nullable String pausedSince,
        @Nullable String pausedUntil,
        @Nullable String pausedBy,
        @Nullable String pausedReason,
        @Nullable String suspendedSince,
        @Nullable String suspendedReason,
        @Nullable String nextProbeAt,
        @Nullable String lastError,
        @Nullable String lastErrorAt,
        long waiting,
        long unmatched,
        long oldestWaitingSeconds,
        long delivered,
        long dead,
        long closed,
        double deliveredPerMinute,
        @Nullable Double successRate) {

    /** The share that was delivered in the last minutes, such as 98 %. */
    String success() {
        return successRate == null ? "–" : Math.round(successRate * 1_000) / 10.0 + " %";
    }

    /** Whether the last failure says more than the reason of the suspension, which stands beside it. */
    boolean showsLastError() {
        return lastError != null && !lastError.equals(suspendedReason);
    }

    boolean isPaused() {
        return state.equals("paused");
    }

    boolean isSuspended() {
        return state.equals("suspended") || state.equals("misconfigured");
    }
}
