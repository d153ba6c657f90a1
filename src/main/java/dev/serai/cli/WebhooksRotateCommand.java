package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.registration.Registration;
import dev.serai.registration.Rotation;
import dev.serai.registration.Rotation.NotAcceptedException;
import dev.serai.registration.SecretFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai webhooks rotate}: other secrets, without a request that is refused. */
@Command(
        name = "rotate",
        description = {
            "Exchanges the secrets of webhooks. A secret that stands in a file (CAMPAIGN_BASIC_FILE and so on) is made anew: the"
                    + " new one is put before the old one, and registered everywhere once the gateway accepts it; the file says"
                    + " until when the old one counts.",
            "A secret that stands elsewhere is yours to change: put the new one before the old one, restart the gateway, and"
                    + " this command registers it. Take the old one out when three days have passed."
        })
final class WebhooksRotateCommand extends WebhooksSubcommand {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(40);
    private static final long PAUSE_MILLIS = 200;

    @Option(
            names = "--receive-url",
            paramLabel = "URL",
            description = "where the gateway receives; else http://127.0.0.1 with receive.port")
    @Nullable
    String receiveUrl;

    @Option(
            names = "--keep-old",
            paramLabel = "TIME",
            defaultValue = "3d",
            description =
                    "how long an old secret of a file counts; 3d if it is not said, since senders repeat for three days")
    String keepOld = "3d";

    @Option(names = "--registered", description = "makes no new secret, and registers the first one of each file again")
    boolean registered;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Override
    int run(Registration registration, Config config) throws Exception {
        Duration kept = kept();
        if (!registration.takesSecrets()) {
            throw misused(
                    "Optimizely makes the secrets of Experimentation itself, and the API takes none; docs/registration.md"
                            + " says how a person changes one");
        }
        List<SecretFile> files = registered ? List.of() : registration.secretFiles(config);
        if (files.isEmpty()) {
            return registered(registration, config, Duration.ZERO);
        }
        if (!registration.sharing(config).isEmpty()) {
            throw misused("the secret is that of " + registration.sharing(config)
                    + " too, and would be refused there later; leave --family and --client away");
        }
        files.forEach(each -> out().println("A new secret will come first in " + each.path()
                + "; the old one counts for " + keepOld + " more."));
        if (!yes && !confirmed("Make it, and register it everywhere?")) {
            return nothing();
        }
        for (SecretFile file : files) {
            try {
                out().println(file.path() + ": the old secret counts until " + file.add(kept));
            } catch (IOException e) {
                err().println("serai: no secret was made: " + reason(e));
                err().flush();
                return ExitStatus.FINDING;
            }
        }
        yes = true;
        Config now = config();
        try (Registration again = open(now, false)) {
            return registered(again, now, TAKEN_OVER);
        }
    }

    private Duration kept() {
        try {
            return Format.DURATION.of(keepOld);
        } catch (InvalidValueException e) {
            throw misused("--keep-old " + e.getMessage());
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage());
    }

    private int nothing() {
        out().println("Nothing was changed.");
        out().flush();
        return ExitStatus.OK;
    }

    /** @param patience how long the gateway may take to accept it */
    private int registered(Registration registration, Config config, Duration patience) throws Exception {
        Rotation rotation = new Rotation(registration, families(config));
        String gateway = receiveUrl != null
                ? receiveUrl
                : "http://127.0.0.1:" + config.section("receive").value("port", Format.number(0, 65_535));
        try {
            accepted(rotation, gateway, patience);
        } catch (NotAcceptedException e) {
            err().println("serai: " + e.getMessage());
            err().flush();
            return e.isUnreached() ? ExitStatus.UNREACHED : ExitStatus.FINDING;
        }
        if (!yes && !confirmed("Register it everywhere?")) {
            return nothing();
        }
        WebhooksProgress progress = new WebhooksProgress(out(), err());
        rotation.register(progress);
        out().println(
                        progress.hasFailed()
                                ? "Not done: " + progress.missing()
                                        + ". Leave the old secret where it is, and run this again"
                                        + (patience.isZero() ? "" : " with --registered")
                                        + " when that is mended."
                                : patience.isZero()
                                        ? "Done. The old secret may go when three days have passed."
                                        : "Done.");
        out().flush();
        return progress.hasFailed() ? ExitStatus.FINDING : ExitStatus.OK;
    }

    private void accepted(Rotation rotation, String gateway, Duration patience)
            throws NotAcceptedException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                rotation.check(gateway).forEach(secret -> out().println("The gateway accepts " + secret + "."));
                return;
            } catch (NotAcceptedException e) {
                if (e.isUnreached() || System.nanoTime() >= end) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
