package dev.serai.cli;

import picocli.CommandLine.Command;

/** {@code serai probe}: has a suspended destination tried now. */
@Command(
        name = "probe",
        description = {
            "Tries one batch of a suspended destination now, and not only when its time has come.",
            "If the batch is delivered, all that is due goes out."
        },
        mixinStandardHelpOptions = true)
final class ProbeCommand extends DestinationCommand {
    @Override
    String action() {
        return "probe";
    }
}
