package dev.serai.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that changes deliveries of one destination, or of some events. */
abstract class DestinationDeliveriesCommand extends DeliveriesCommand {
    @Option(names = "--destination", paramLabel = "NAME", description = "only deliveries to this destination")
    @Nullable
    String destination;

    @Override
    final boolean saysWhich() {
        return destination != null || !filter.ids.isEmpty();
    }

    @Override
    final void add(Map<String, Object> asked) {
        if (destination != null) {
            asked.put("destination", destination);
        }
    }
}
