package dev.serai.receive;

import java.time.Duration;

/**
 * What {@code receive.*} configures.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxBody bytes of one body
 * @param maxInFlight bytes of all bodies that are not answered yet
 * @param idleTimeout how long a connection may stay without a complete request head
 * @param bodyTimeout how long a body may take to arrive
 */
public record Settings(
        String host, int port, long maxBody, long maxInFlight, Duration idleTimeout, Duration bodyTimeout) {}
