package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.receive.Family;
import dev.serai.registration.Account;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.Registration;
import dev.serai.registration.WebhooksFile;
import dev.serai.registration.WebhooksFileException;
import dev.serai.registration.WebhooksFileReader;
import dev.serai.routes.Finding;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command of {@code serai webhooks}: it reads the file, and opens the accounts that are meant. */
@Command(mixinStandardHelpOptions = true)
abstract class WebhooksSubcommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    WebhooksCommand webhooks;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "what is wanted; else config/webhooks.yaml below --home")
    @Nullable
    Path file;

    @Option(names = "--family", paramLabel = "NAME", description = "only campaign, graph, cmp or experimentation")
    @Nullable
    String family;

    @Option(
            names = "--client",
            paramLabel = "ID",
            description = "only this client of Campaign, or this project of Experimentation")
    @Nullable
    String client;

    /** What the command does with the accounts. @return what it ends with */
    abstract int run(Registration registration, Config config) throws Exception;

    @Override
    public final Integer call() throws Exception {
        Config config = config();
        try (Registration registration = open(config, true)) {
            return run(registration, config);
        } catch (WebhooksFileException e) {
            config.complain();
            for (Finding finding : e.findings()) {
                CheckCommand.print(err(), serai().ansi(), finding);
            }
            err().flush();
            return ExitStatus.USAGE;
        } catch (NoSuchFileException e) {
            throw misused("there is no file " + path(config) + "; \"serai init\" writes one, or say --file");
        }
    }

    /**
     * Opens the accounts that are meant.
     *
     * @param warned whether to print the warnings of the file
     */
    final Registration open(Config config, boolean warned) throws IOException, WebhooksFileException, ApiException {
        OptimizelyApis apis = OptimizelyApis.from(config);
        WebhooksFile wanted = WebhooksFileReader.read(path(config), config, apis);
        config.complain();
        if (warned) {
            for (Finding finding : wanted.warnings()) {
                CheckCommand.print(err(), serai().ansi(), finding);
            }
            err().flush();
        }
        mustBeThere(wanted);
        return Registration.open(wanted, apis, families(config), this::isMeant);
    }

    private void mustBeThere(WebhooksFile wanted) {
        if (wanted.wanted().isEmpty()) {
            throw misused("the file names no webhook; take the # away from the entries that you need");
        }
        List<String> families = WebhooksFileReader.families().toList();
        if (family != null && !families.contains(family)) {
            throw misused("--family " + family + " is none of " + String.join(", ", families));
        }
        List<Account> accounts =
                wanted.wanted().stream().map(each -> each.account()).distinct().toList();
        if (accounts.stream().noneMatch(this::isMeant)) {
            throw misused("the file has no entry for that; it has "
                    + String.join(", ", accounts.stream().map(Account::toString).toList()));
        }
    }

    private boolean isMeant(Account account) {
        return (family == null || family.equals(account.family()))
                && (client == null || client.equals(account.client()));
    }

    private Path path(Config config) {
        Path named = file;
        return named != null ? named : config.section("routes").home().resolve("config/webhooks.yaml");
    }

    final List<Family> families(Config config) {
        return Families.SHIPPED.received(config);
    }

    final SeraiCommand serai() {
        return Objects.requireNonNull(Objects.requireNonNull(webhooks).serai);
    }

    final Config config() throws IOException {
        return serai().config();
    }

    final CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    final PrintWriter out() {
        return command().commandLine().getOut();
    }

    final PrintWriter err() {
        return command().commandLine().getErr();
    }

    final ParameterException misused(String message) {
        return new ParameterException(command().commandLine(), message);
    }

    /** Says why an account could not be asked. @return what the command ends with */
    final int failed(AccountWebhooks<?, ?> account, ApiException e) {
        err().println("serai: " + account.account() + ": " + e.getMessage());
        err().flush();
        return e.status() == ApiException.NO_ANSWER ? ExitStatus.UNREACHED : ExitStatus.FINDING;
    }

    /** Of several accounts a failure counts more than one that did not answer. */
    static int worse(int one, int other) {
        return one == ExitStatus.FINDING || other == ExitStatus.FINDING ? ExitStatus.FINDING : Math.max(one, other);
    }

    @SuppressWarnings("SystemConsoleNull") // where there is always one, it has no line to read
    final boolean confirmed(String question) {
        out().flush();
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        if (answer == null) {
            throw misused("no terminal answers the question; say --yes");
        }
        return answer.matches("(?i)y(es)?");
    }
}
