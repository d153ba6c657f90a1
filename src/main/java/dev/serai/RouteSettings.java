package dev.serai;

import dev.serai.config.Config;
import java.nio.file.Path;

/**
 * The settings {@code routes.*}.
 *
 * @param directory where the routers are, and below it in {@code destinations/} the destinations
 */
record RouteSettings(Path directory) {
    static RouteSettings from(Config config) {
        return new RouteSettings(Path.of(config.section("routes").text("directory")));
    }
}
