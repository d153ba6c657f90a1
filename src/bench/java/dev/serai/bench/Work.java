package dev.serai.bench;

import org.jspecify.annotations.Nullable;

/** What senders post. */
enum Work {
    SINGLE_64("Single Campaign events (opens), 64 connections", "open", 64, 1, null),
    SINGLE_256("Single Campaign events (opens), 256 connections", "open", 256, 1, null),
    TASK_64("Single CMP events, 64 connections", "task", 64, 1, null),
    TASK_256("Single CMP events, 256 connections", "task", 256, 1, null),
    BOUNCE_256("Single bounces, 256 connections: Serai keeps a delivery, too", "bounce", 256, 1, null),
    MIX("Batches of 100 of a usual day's events, 32 connections", "mix", 32, 100, Mix.DAY),
    BOUNCES("Batches of 100 bounces, 32 connections: Serai keeps a delivery for each", "bounces", 32, 100, Mix.BOUNCES),
    DAY("Batches of 1 to 100 of a usual day's events, 32 connections", "day", 32, 100, null);

    private final String title;
    private final String lua;
    private final int connections;
    private final int most;
    private final @Nullable Mix bare;

    Work(String title, String lua, int connections, int most, @Nullable Mix bare) {
        this.title = title;
        this.lua = lua;
        this.connections = connections;
        this.most = most;
        this.bare = bare;
    }

    String title() {
        return title;
    }

    /** Its name in {@code bench/load/events.lua}. */
    String lua() {
        return lua;
    }

    int connections() {
        return connections;
    }

    /** How many events can be on their way at once. */
    long inFlight() {
        return (long) connections * most;
    }

    /** The same events for a loop without a gateway; null if none takes part. */
    @Nullable
    Mix bare() {
        return bare;
    }
}
