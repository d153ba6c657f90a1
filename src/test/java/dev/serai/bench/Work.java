package dev.serai.bench;

/** What senders post. */
enum Work {
    SINGLE_64("single Campaign events, 64 connections", "single", 64),
    SINGLE_256("single Campaign events, 256 connections", "single", 256),
    ASSET_64("single CMP events, 64 connections", "asset", 64),
    BATCH("Campaign batches of 100, 32 connections", "batch", 32),
    DAY("a usual day's mix in batches of 1 to 100, 32 connections", "day", 32);

    private final String title;
    private final String lua;
    private final int connections;

    Work(String title, String lua, int connections) {
        this.title = title;
        this.lua = lua;
        this.connections = connections;
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
}
