package dev.serai.routes;

import dev.serai.config.Config;
import java.nio.file.Path;

/**
 * The settings {@code routes.*}.
 *
 * @param directory where the routers are, and below it in {@code destinations/} the destinations
 */
public record RouteSettings(Path directory) {
    public static RouteSettings from(Config config) {
        return new RouteSettings(config.section("routes").path("directory"));
    }
}
