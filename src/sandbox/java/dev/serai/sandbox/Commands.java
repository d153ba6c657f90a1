package dev.serai.sandbox;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.serai.cli.SeraiCommand;
import dev.serai.config.Config;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * Runs commands of {@code bin/serai} in this process, and prints each as a user types it.
 *
 * @param settings what the configuration of the sandbox's gateway says beside its file
 */
record Commands(PrintStream out, Map<String, String> settings) {
    private static final List<String> LOGGERS = List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "serai", "dev.serai");

    /** @return the status with which the command ends */
    int run(String... words) {
        out.println("\n$ bin/serai " + String.join(" ", words));
        Map<String, String> environment = new TreeMap<>(System.getenv());
        settings.forEach((key, value) -> environment.put(Config.variable(key), value));
        // a command is silent but for its own output
        Map<String, Level> levels = new TreeMap<>();
        LOGGERS.forEach(name -> levels.put(name, logger(name).getLevel()));
        try {
            return SeraiCommand.execute(
                    (config, strict) -> {
                        throw new IllegalStateException("the gateway runs already");
                    },
                    environment,
                    words);
        } finally {
            levels.forEach((name, level) -> logger(name).setLevel(level));
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
