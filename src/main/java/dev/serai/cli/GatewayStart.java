package dev.serai.cli;

import dev.serai.config.Config;

/** Starts the gateway and waits until it has stopped. */
@FunctionalInterface
public interface GatewayStart {

    /**
     * @param strict whether a problem in a route file stops the start
     * @throws dev.serai.config.ConfigException with every problem of the configuration
     * @throws Exception if it does not start for another reason
     */
    void run(Config config, boolean strict) throws Exception;
}
