package dev.serai.operate;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings {@code management.*}.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param allowedHosts names by which the port may be asked, beside its own
 * @param tokenFile of the API; need not be there
 * @param tryFiles whether every operator may try a payload with route files of their own, which may run any code
 */
public record ManagementSettings(String host, int port, List<String> allowedHosts, Path tokenFile, boolean tryFiles) {
    private static final Format<Integer> PORT = Format.number(0, 65_535);
    private static final Format<Boolean> TRY_FILES =
            Format.oneOf("local", "operator").as("operator"::equals);

    public ManagementSettings {
        PORT.check("port", port);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Whether only programs on this machine reach the port. */
    public boolean isLoopback() {
        return ManagementRoutes.isLoopback(host);
    }

    /**
     * Other machines may call only with a token, or use the console after a login at an identity provider: without any of
     * both, that is a problem of the configuration.
     */
    public void mustHaveTokens(Config config, ConsoleSettings console) {
        if (isLoopback() || console.hasOidc()) {
            return;
        }
        try {
            if (new AccessTokens(tokenFile).all().isEmpty()) {
                config.section("management")
                        .problem(
                                "host",
                                "is no loopback address, and there is no token in " + tokenFile
                                        + "; \"serai token NAME --role operator\" makes one");
            }
        } catch (IOException e) {
            config.section("management").problem("token-file", "cannot be read: " + e.getMessage());
        }
    }

    public static ManagementSettings from(Config config) {
        Section management = config.section("management");
        return new ManagementSettings(
                management.text("host"),
                management.value("port", PORT),
                management.value("allowed-hosts", Format.LIST),
                management.path("token-file"),
                management.value("try-files", TRY_FILES));
    }
}
