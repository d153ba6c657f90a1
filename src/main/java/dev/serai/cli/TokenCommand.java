package dev.serai.cli;

import dev.serai.operate.AccessTokens;
import dev.serai.operate.ManagementSettings;
import dev.serai.operate.Role;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai token}: who may use the management API. */
@Command(
        name = "token",
        description = {
            "Makes a token for the management API and prints it, once; the file management.token-file keeps only its hash.",
            "A running gateway knows it with the next request. On this machine no token is needed while management.host",
            "is a loopback address."
        },
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @ArgGroup(multiplicity = "1")
    @Nullable
    What what;

    @Option(
            names = "--role",
            defaultValue = "VIEWER",
            paramLabel = "ROLE",
            description = {
                "viewer (default) sees all but contacts and payloads; operator sees them too, and changes what is delivered;",
                "privacy exports and erases what is kept of a person"
            })
    Role role = Role.VIEWER;

    /** One of them. */
    static final class What {
        @Parameters(paramLabel = "NAME", description = "whose token it is, as the audit names it")
        @Nullable
        String name;

        @Option(names = "--list", description = "shows the names and roles of all tokens")
        boolean list;

        @Option(names = "--revoke", paramLabel = "NAME", description = "ends a token, at once")
        @Nullable
        String revoked;
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        What asked = Objects.requireNonNull(what);
        AccessTokens tokens = new AccessTokens(
                ManagementSettings.from(Objects.requireNonNull(serai).config()).tokenFile());
        if (asked.list) {
            List<AccessTokens.Token> all = tokens.all();
            all.forEach(each -> out.printf("%-8s  %s  %s%n", each.role(), each.since(), each.name()));
            if (all.isEmpty()) {
                out.println("There is no token in " + tokens.file());
            }
        } else if (asked.revoked != null) {
            if (!tokens.revoke(asked.revoked)) {
                command.commandLine()
                        .getErr()
                        .println("serai: there is no token " + asked.revoked + " in " + tokens.file());
                return ExitStatus.FINDING;
            }
            out.println("The token " + asked.revoked + " counts no more");
        } else {
            try {
                out.println(tokens.add(Objects.requireNonNull(asked.name), role));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
        out.flush();
        return ExitStatus.OK;
    }
}
