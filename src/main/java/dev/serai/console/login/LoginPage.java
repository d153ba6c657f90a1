package dev.serai.console.login;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the login page shows. Its form posts {@code token} and {@code to} to {@link ConsoleLogin#LOGIN}; the button
 * "continue without a token" posts {@code to} to {@link ConsoleLogin#LOCAL}; the login at an identity provider is a link to
 * {@link ConsoleLogin#OIDC} with {@code to}.
 *
 * @param status of the answer
 * @param to the page to show afterwards; a path of the console
 * @param message why the page is shown; null for no reason
 * @param needsHttps whether no login is possible, because the browser asked over plain HTTP by a name that is not loopback
 * @param local whether the button "continue without a token" is there
 * @param oidc whether the login at an identity provider is there
 */
public record LoginPage(
        int status, String to, @Nullable String message, boolean needsHttps, boolean local, boolean oidc) {

    /** Where the login at an identity provider begins. */
    public String oidcLink() {
        return ConsoleLogin.OIDC + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }
}
