package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai quarantine}: what was no event. */
@Command(
        name = "quarantine",
        description = {
            "Lists what senders with the right secret have sent and what is no event, the last first.",
            "\"serai quarantine show HASH\" has the body, \"serai quarantine offer\" reads bodies again."
        },
        mixinStandardHelpOptions = true,
        subcommands = {QuarantineShowCommand.class, QuarantineOfferCommand.class})
final class QuarantineCommand extends ListingCommand {
    @Option(names = "--family", paramLabel = "NAME", description = "of a family, such as campaign")
    @Nullable
    String family;

    @Override
    String what() {
        return "quarantine";
    }

    @Override
    Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        if (family != null) {
            asked.put("family", family);
        }
        return asked;
    }

    @Override
    String none() {
        return "Nothing is in quarantine.";
    }

    @Override
    TextTable table(List<JsonNode> found) {
        return QuarantineText.table(found);
    }
}
