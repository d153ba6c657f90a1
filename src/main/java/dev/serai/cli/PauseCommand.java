package dev.serai.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai pause}: keeps a destination from being sent to. */
@Command(
        name = "pause",
        description = {
            "Keeps a destination from being sent to. Webhooks are received all the same, and their events wait.",
            "Calls that are out come to their end. The pause survives restarts; with --until it ends by itself."
        },
        mixinStandardHelpOptions = true)
final class PauseCommand extends DestinationCommand {
    @Option(
            names = "--until",
            paramLabel = "WHEN",
            description = "when the pause ends: 2h, 2026-11-01 or 2026-11-01T12:00:00Z; else with \"serai resume\"")
    @Nullable
    String until;

    @Override
    String action() {
        return "pause";
    }

    @Override
    void add(Map<String, Object> asked) {
        if (until != null) {
            asked.put("until", instantToCome("--until", until).toString());
        }
    }
}
