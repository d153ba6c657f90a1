package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.registration.Registration;
import dev.serai.registration.Rotation;
import dev.serai.registration.Rotation.NotAcceptedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai webhooks rotate}: the first value of each secret's key is registered everywhere. */
@Command(
        name = "rotate",
        description = {
            "Registers the first value of each secret's key again everywhere, after the gateway has accepted it. Put the new"
                    + " secret before the old one, so that the gateway takes both, and take the old one out when this has ended"
                    + " well and three days have passed.",
        })
final class WebhooksRotateCommand extends WebhooksSubcommand {
    @Option(
            names = "--receive-url",
            paramLabel = "URL",
            description = "where the gateway receives; else http://127.0.0.1 with receive.port")
    @Nullable
    String receiveUrl;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Override
    int run(Registration registration, Config config) throws Exception {
        Rotation rotation = new Rotation(registration, families(config));
        String gateway = receiveUrl != null
                ? receiveUrl
                : "http://127.0.0.1:" + config.section("receive").value("port", Format.number(0, 65_535));
        try {
            rotation.check(gateway).forEach(secret -> out().println("The gateway accepts " + secret + "."));
        } catch (NotAcceptedException e) {
            err().println("serai: " + e.getMessage());
            err().flush();
            return e.isUnreached() ? ExitStatus.UNREACHED : ExitStatus.FINDING;
        }
        if (!yes && !confirmed("Register it everywhere?")) {
            out().println("Nothing was changed.");
            out().flush();
            return ExitStatus.OK;
        }
        WebhooksProgress progress = new WebhooksProgress(out(), err());
        rotation.register(progress);
        out().println(
                        progress.hasFailed()
                                ? "Not done: " + progress.missing()
                                        + ". Leave the old secret where it is, and run this again when that is mended."
                                : "Done. The old secret may go when three days have passed.");
        out().flush();
        return progress.hasFailed() ? ExitStatus.FINDING : ExitStatus.OK;
    }
}
