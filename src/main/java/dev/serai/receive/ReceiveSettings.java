package dev.serai.receive;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;

/**
 * The settings {@code receive.*}.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxBody bytes of one body
 * @param maxInFlight bytes of all bodies that are not answered yet
 * @param maxConnections open at once
 * @param maxConnectionsPerAddress open at once from one address
 * @param idleTimeout how long a connection may stay without the first byte of a request
 * @param bodyTimeout how long a head may take to arrive, and a body after it
 */
public record ReceiveSettings(
        String host,
        int port,
        long maxBody,
        long maxInFlight,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration idleTimeout,
        Duration bodyTimeout) {
    private static final Format<Integer> PORT = Format.number(0, 65_535);
    /** A packed body is held twice, and one family may have little more than half of the room. */
    private static final int BODIES_IN_FLIGHT = 4;

    private static final Format<Integer> CONNECTIONS = Format.number(1, 1_000_000);

    public ReceiveSettings {
        PORT.check("port", port);
        Format.BYTES.check("maxBody", maxBody);
        Format.BYTES.check("maxInFlight", maxInFlight);
        CONNECTIONS.check("maxConnections", maxConnections);
        CONNECTIONS.check("maxConnectionsPerAddress", maxConnectionsPerAddress);
        Format.DURATION_ABOVE_ZERO.check("idleTimeout", idleTimeout);
        Format.DURATION_ABOVE_ZERO.check("bodyTimeout", bodyTimeout);
    }

    public static ReceiveSettings from(Config config) {
        Section receive = config.section("receive");
        ReceiveSettings settings = new ReceiveSettings(
                receive.text("host"),
                receive.value("port", PORT),
                receive.value("max-body", Format.BYTES),
                receive.value("max-in-flight", Format.BYTES),
                receive.value("max-connections", CONNECTIONS),
                receive.value("max-connections-per-address", CONNECTIONS),
                receive.value("idle-timeout", Format.DURATION_ABOVE_ZERO),
                receive.value("body-timeout", Format.DURATION_ABOVE_ZERO));
        if (settings.maxInFlight() < BODIES_IN_FLIGHT * settings.maxBody()) {
            receive.problem(
                    "max-in-flight",
                    "must be at least " + BODIES_IN_FLIGHT
                            + " times receive.max-body, or there may never be room for such a body");
        }
        return settings;
    }
}
