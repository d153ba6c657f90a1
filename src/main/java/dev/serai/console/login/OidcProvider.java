package dev.serai.console.login;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.serai.operate.ConsoleSettings;
import dev.serai.operate.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata of an identity provider say, and the check of its ID tokens.
 *
 * @param validator of signature, issuer, audience, expiry and nonce; its keys are read again when they change
 */
record OidcProvider(OIDCProviderMetadata metadata, IDTokenValidator validator) {
    /** Milliseconds to connect to the provider, and as many to wait for each part of an answer. */
    static final int TIMEOUT = 5_000;

    private static final int MAX_KEYS = 256 * 1024;

    /**
     * Asks the provider for its metadata.
     *
     * @throws IOException if it does not answer
     * @throws GeneralException if the answer is no metadata of this issuer, or names an address that is not encrypted
     */
    static OidcProvider discover(OidcSettings settings) throws IOException, GeneralException {
        Issuer issuer = new Issuer(settings.issuer());
        OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(issuer, TIMEOUT, TIMEOUT);
        mustBeSafe("authorization_endpoint", metadata.getAuthorizationEndpointURI());
        mustBeSafe("token_endpoint", metadata.getTokenEndpointURI());
        mustBeSafe("jwks_uri", metadata.getJWKSetURI());
        // without a thread of its own that would read the keys ahead
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        metadata.getJWKSetURI().toURL(), new DefaultResourceRetriever(TIMEOUT, TIMEOUT, MAX_KEYS))
                .refreshAheadCache(false)
                .build();
        return new OidcProvider(
                metadata,
                new IDTokenValidator(
                        issuer,
                        new ClientID(settings.clientId()),
                        new JWSVerificationKeySelector<>(algorithms(), keys),
                        null));
    }

    /** Those with a key pair: a token that is signed with the client's secret, or not at all, proves nothing. */
    private static Set<JWSAlgorithm> algorithms() {
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(JWSAlgorithm.Family.EC);
        return algorithms;
    }

    private static void mustBeSafe(String name, @Nullable URI address) throws GeneralException {
        if (address == null || !ConsoleSettings.isSafe(address.toString())) {
            throw new GeneralException("the metadata have no " + name + " with https");
        }
    }
}
