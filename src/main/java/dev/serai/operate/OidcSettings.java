package dev.serai.operate;

import dev.serai.config.Secret;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The settings {@code console.oidc.*}: where people of the console sign in, and what they may do.
 *
 * @param issuer as the identity provider writes it into its tokens; its metadata is at {@code
 *     issuer/.well-known/openid-configuration}
 * @param clientSecret empty for a client that has none
 * @param redirectUri to which the identity provider sends the browser back
 * @param scopes with {@code openid}
 * @param roleClaim name of the claim of the ID token that decides the role; dots lead into an object
 * @param viewer values of the claim
 * @param operator values of the claim
 * @param privacy values of the claim
 */
public record OidcSettings(
        String issuer,
        String clientId,
        Secret clientSecret,
        URI redirectUri,
        List<String> scopes,
        String roleClaim,
        List<String> viewer,
        List<String> operator,
        List<String> privacy) {

    public OidcSettings {
        scopes = List.copyOf(scopes);
        viewer = List.copyOf(viewer);
        operator = List.copyOf(operator);
        privacy = List.copyOf(privacy);
    }

    /** The highest role that one of the values gives; empty if none does. */
    public Optional<Role> role(Collection<String> values) {
        if (values.stream().anyMatch(privacy::contains)) {
            return Optional.of(Role.PRIVACY);
        } else if (values.stream().anyMatch(operator::contains)) {
            return Optional.of(Role.OPERATOR);
        }
        return values.stream().anyMatch(viewer::contains) ? Optional.of(Role.VIEWER) : Optional.empty();
    }
}
