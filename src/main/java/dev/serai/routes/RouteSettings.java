package dev.serai.routes;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings {@code routes.*}.
 *
 * @param directory where the routers are, and below it in {@code destinations/} the destinations
 * @param unchecked the names of the files whose steps may hide failures, at their owner's risk
 * @param watched whether changed files are loaded when they change; else when {@code serai reload} asks for it
 */
public record RouteSettings(Path directory, List<String> unchecked, boolean watched) {
    /** The key of the directory, which route files have as a placeholder. */
    static final String DIRECTORY = "routes.directory";

    private static final Format<Boolean> RELOAD = Format.oneOf("watch", "off").as("watch"::equals);

    public static RouteSettings from(Config config) {
        Section section = config.section("routes");
        return new RouteSettings(
                section.path("directory"), section.value("unchecked", Format.LIST), section.value("reload", RELOAD));
    }
}
