package dev.serai.operate;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings {@code console.*}.
 *
 * @param enabled whether the pages are there
 * @param idle how long a session lasts without a request
 * @param session how long a session lasts at most
 * @param oidc null if people sign in with tokens only
 */
public record ConsoleSettings(
        boolean enabled,
        Duration idle,
        Duration session,
        @Nullable OidcSettings oidc) {
    /** Where the identity provider sends the browser back. */
    public static final String CALLBACK = "/console/login/callback";

    private static final Format<String> ADDRESS =
            new Format<>("an address with https, or with http and a loopback name", text -> text, text -> {
                return text.isEmpty() || isSafe(text);
            });
    private static final Format<String> REDIRECT = new Format<>(
            "an address with https, or with http and a loopback name, and the path " + CALLBACK,
            text -> text,
            text -> text.isEmpty()
                    || (isSafe(text) && text.endsWith(CALLBACK) && path(text).equals(CALLBACK)));
    private static final Format<List<String>> SCOPES = new Format<>(
            "names, separated by spaces, with openid",
            text -> Stream.of(text.split("[\\s,]+"))
                    .filter(each -> !each.isEmpty())
                    .toList(),
            scopes -> scopes.contains("openid"));

    public ConsoleSettings {
        Format.DURATION_ABOVE_ZERO.check("idle", idle);
        Format.DURATION_ABOVE_ZERO.check("session", session);
    }

    /** Whether people can sign in at an identity provider. */
    public boolean hasOidc() {
        return enabled && oidc != null;
    }

    public static ConsoleSettings from(Config config) {
        Section console = config.section("console");
        return new ConsoleSettings(
                console.value("enabled", Format.FLAG),
                console.value("idle", Format.DURATION_ABOVE_ZERO),
                console.value("session", Format.DURATION_ABOVE_ZERO),
                oidc(config.section("console.oidc")));
    }

    private static @Nullable OidcSettings oidc(Section oidc) {
        String issuer = oidc.value("issuer", ADDRESS);
        String clientId = oidc.text("client-id");
        Secret secret = oidc.secret("client-secret");
        String redirect = oidc.value("redirect-uri", REDIRECT);
        List<String> scopes = oidc.value("scopes", SCOPES);
        String claim = oidc.text("role-claim");
        List<String> viewer = oidc.value("viewer", Format.LIST);
        List<String> operator = oidc.value("operator", Format.LIST);
        List<String> privacy = oidc.value("privacy", Format.LIST);
        if (issuer.isEmpty() && clientId.isEmpty() && redirect.isEmpty()) {
            return null;
        }
        // all of them are looked at, so that all problems are told at once
        List<Boolean> set = List.of(
                isSet(oidc, "issuer", issuer),
                isSet(oidc, "client-id", clientId),
                isSet(oidc, "redirect-uri", redirect),
                isSet(oidc, "viewer", String.join("", viewer) + String.join("", operator) + String.join("", privacy)));
        return !set.contains(false)
                ? new OidcSettings(
                        issuer, clientId, secret, URI.create(redirect), scopes, claim, viewer, operator, privacy)
                : null;
    }

    /** A value that cannot be used is a problem already, and no second one. */
    private static boolean isSet(Section oidc, String leaf, String value) {
        if (value.isEmpty() && oidc.text(leaf).isEmpty()) {
            oidc.problem(
                    leaf,
                    leaf.equals("viewer")
                            ? "is empty, and so are operator and privacy: no login would be possible; name values of the claim in "
                                    + oidc.key("role-claim")
                            : "is missing; a login at an identity provider needs issuer, client-id and redirect-uri");
        }
        return !value.isEmpty();
    }

    /** Whether what is sent there cannot be read on the way. */
    public static boolean isSafe(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme()) && ManagementRoutes.isLoopback(uri.getHost())));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String path(String address) {
        try {
            return new URI(address).getPath();
        } catch (URISyntaxException e) {
            throw new InvalidValueException("must be an address");
        }
    }
}
