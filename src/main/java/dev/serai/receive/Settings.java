package dev.serai.receive;

import java.time.Duration;
import java.util.Map;

/**
 * What {@code receive.*} configures.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxBody bytes of one body
 * @param maxInFlight bytes of all bodies that are not answered yet
 * @param maxConnections open at once
 * @param maxConnectionsPerAddress open at once from one address
 * @param idleTimeout how long a connection may stay without the first byte of a request
 * @param bodyTimeout how long a head may take to arrive, and a body after it
 * @param rates the most requests of a family in a time; no limit for a family that is not here
 */
public record Settings(
        String host,
        int port,
        long maxBody,
        long maxInFlight,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration idleTimeout,
        Duration bodyTimeout,
        Map<String, Rate> rates) {

    /** So many requests in a time. */
    public record Rate(int requests, Duration time) {}
}
