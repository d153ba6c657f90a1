package dev.serai.cli;

import picocli.CommandLine.Command;

/** {@code serai resume}: ends a pause. */
@Command(
        name = "resume",
        description = "Ends the pause of a destination: what is due goes out at once.",
        mixinStandardHelpOptions = true)
final class ResumeCommand extends DestinationCommand {
    @Override
    String action() {
        return "resume";
    }
}
