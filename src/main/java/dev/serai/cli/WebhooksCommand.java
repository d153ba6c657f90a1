package dev.serai.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai webhooks}: what is registered at Optimizely. */
@Command(
        name = "webhooks",
        description = {
            "Registers webhooks at Optimizely as config/webhooks.yaml says, and looks after them.",
            "A webhook is Serai's own if its target begins with public-url of that file; others are left alone.",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done, or there is no difference",
            "1:it failed, or a part of it did",
            "2:\"plan\" has found a difference; or an option, the configuration or the file cannot be used",
            "3:an API of Optimizely, or the gateway, does not answer"
        },
        footer = {"", "docs/registration.md leads from zero to the first real event."},
        subcommands = {
            WebhooksPlanCommand.class,
            WebhooksApplyCommand.class,
            WebhooksListCommand.class,
            WebhooksVerifyCommand.class,
            WebhooksStepCommand.Activate.class,
            WebhooksStepCommand.Deactivate.class,
            WebhooksStepCommand.Update.class,
            WebhooksStepCommand.Delete.class,
            WebhooksRotateCommand.class
        })
final class WebhooksCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Override
    public Integer call() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which command of webhooks is meant?");
    }
}
