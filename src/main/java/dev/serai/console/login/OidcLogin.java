package dev.serai.console.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import dev.serai.console.login.PendingLogins.Pending;
import dev.serai.operate.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins at an identity provider: OpenID Connect 1.0 with the code flow and PKCE (S256). The provider is asked for its metadata
 * at the first login, so that the gateway starts without it. Each method may block as long as the provider does not answer.
 */
final class OidcLogin {
    private static final Logger log = LoggerFactory.getLogger(OidcLogin.class);
    /** A provider that moves an endpoint is followed without a restart. */
    private static final Duration METADATA_LASTS = Duration.ofHours(1);

    private static final String AGAIN = "; sign in again";

    private final OidcSettings settings;
    private final Clock clock;
    private final PendingLogins pending;
    private @Nullable Discovered discovered;

    private record Discovered(OidcProvider provider, Instant at) {}

    /** @param browser for the cookie of the browser */
    record Begun(URI provider, String browser) {}

    /** @param to the page that the person wanted */
    record Finished(OidcPerson person, String to) {}

    OidcLogin(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.pending = new PendingLogins(clock);
    }

    /**
     * Begins a login.
     *
     * @param to the page to show afterwards
     * @throws LoginRefusedException if the provider does not answer
     */
    Begun begin(String to) throws LoginRefusedException {
        OidcProvider provider = provider();
        String browser = RandomText.next();
        Pending login = pending.begin(browser, to);
        AuthenticationRequest request = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(String[]::new)),
                        new ClientID(settings.clientId()),
                        settings.redirectUri())
                .endpointURI(provider.metadata().getAuthorizationEndpointURI())
                .state(login.state())
                .nonce(login.nonce())
                .codeChallenge(login.verifier(), CodeChallengeMethod.S256)
                .build();
        return new Begun(request.toURI(), browser);
    }

    /**
     * Ends a login, which the browser brings back.
     *
     * @param query of the address to which the provider sent the browser
     * @param browser the cookie of the browser; null if it has none
     */
    Finished finish(Map<String, List<String>> query, @Nullable String browser) throws LoginRefusedException {
        List<String> state = query.getOrDefault("state", List.of());
        Pending login = state.size() == 1 ? pending.end(state.get(0)).orElse(null) : null;
        if (login == null) {
            throw new LoginRefusedException(
                    400, "this login has ended already, or took more than 10 minutes" + AGAIN, "unknown state");
        }
        if (!RandomText.same(login.browserHash(), browser == null ? null : RandomText.hash(browser))) {
            throw new LoginRefusedException(
                    400,
                    "this login began in another browser, or under another address than "
                            + origin(settings.redirectUri()) + AGAIN,
                    "state of another browser");
        }
        OidcProvider provider = provider();
        return new Finished(person(provider, token(provider, login, code(query)), login), login.to());
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private AuthorizationCode code(Map<String, List<String>> query) throws LoginRefusedException {
        try {
            AuthenticationResponse response = AuthenticationResponseParser.parse(settings.redirectUri(), query);
            Issuer issuer = response.getIssuer();
            if (issuer != null && !issuer.getValue().equals(settings.issuer())) {
                throw refused("the answer is of another identity provider", "iss in the answer is another one");
            }
            if (response instanceof AuthenticationErrorResponse failed) {
                throw refused("the identity provider refused the login", described(failed.getErrorObject()));
            }
            AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
            if (code == null) {
                throw refused("the answer of the identity provider has no code", "no code");
            }
            return code;
        } catch (ParseException e) {
            throw refused("the answer of the identity provider cannot be read", String.valueOf(e.getMessage()));
        }
    }

    private JWT token(OidcProvider provider, Pending login, AuthorizationCode code) throws LoginRefusedException {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, settings.redirectUri(), login.verifier());
        URI endpoint = provider.metadata().getTokenEndpointURI();
        ClientAuthentication client = client(provider);
        TokenRequest.Builder request = client == null
                ? new TokenRequest.Builder(endpoint, new ClientID(settings.clientId()), grant)
                : new TokenRequest.Builder(endpoint, client, grant);
        HTTPRequest http = request.build().toHTTPRequest();
        http.setConnectTimeout(OidcProvider.TIMEOUT);
        http.setReadTimeout(OidcProvider.TIMEOUT);
        http.setFollowRedirects(false);
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(http.send());
            if (!response.indicatesSuccess()) {
                throw refused(
                        "the identity provider did not take the code",
                        described(response.toErrorResponse().getErrorObject()));
            }
            if (response instanceof OIDCTokenResponse found
                    && found.getOIDCTokens().getIDToken() != null) {
                return found.getOIDCTokens().getIDToken();
            }
            throw refused("the identity provider sent no ID token", "no id_token");
        } catch (ParseException e) {
            throw refused("the answer of the identity provider cannot be read", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw away(e);
        }
    }

    /** Basic is what every provider must know, unless its metadata say otherwise. */
    private @Nullable ClientAuthentication client(OidcProvider provider) {
        String secret = settings.clientSecret().value();
        if (secret.isEmpty()) {
            return null;
        }
        ClientID id = new ClientID(settings.clientId());
        List<ClientAuthenticationMethod> known = provider.metadata().getTokenEndpointAuthMethods();
        return known == null || known.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                ? new ClientSecretBasic(id, new Secret(secret))
                : new ClientSecretPost(id, new Secret(secret));
    }

    private OidcPerson person(OidcProvider provider, JWT token, Pending login) throws LoginRefusedException {
        try {
            return OidcPerson.of(provider.validator().validate(token, login.nonce()), settings)
                    .orElseThrow(() -> new LoginRefusedException(
                            403,
                            "the identity provider gives you no role here; the claim " + settings.roleClaim()
                                    + " has none of the values that this console knows",
                            "no role"));
        } catch (BadJOSEException | JOSEException e) {
            throw refused("the token of the identity provider is not valid", String.valueOf(e.getMessage()));
        }
    }

    /** One thread asks; the others wait for its answer. Metadata that are old are better than none. */
    private synchronized OidcProvider provider() throws LoginRefusedException {
        Instant now = clock.instant();
        Discovered before = discovered;
        if (before != null && now.isBefore(before.at().plus(METADATA_LASTS))) {
            return before.provider();
        }
        try {
            OidcProvider found = OidcProvider.discover(settings);
            discovered = new Discovered(found, now);
            return found;
        } catch (IOException | GeneralException e) {
            if (before == null) {
                throw away(e);
            }
            log.warn("console oidc outcome=old-metadata error={}", e.getClass().getSimpleName());
            discovered = new Discovered(before.provider(), now);
            return before.provider();
        }
    }

    private static LoginRefusedException refused(String message, String reason) {
        return new LoginRefusedException(403, message + AGAIN, reason);
    }

    private static LoginRefusedException away(Exception e) {
        return new LoginRefusedException(
                503,
                "the identity provider does not answer as it should; try again later, or sign in with a token",
                e.getClass().getSimpleName() + ": " + e.getMessage());
    }

    private static String described(@Nullable ErrorObject error) {
        return error == null ? "no error is named" : error.getCode() + ": " + error.getDescription();
    }
}
