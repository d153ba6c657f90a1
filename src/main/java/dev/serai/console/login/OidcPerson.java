package dev.serai.console.login;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import dev.serai.operate.OidcSettings;
import dev.serai.operate.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person as the identity provider describes them.
 *
 * @param name in the audit: {@code oidc:} and the user name, in the characters of the names of tokens
 * @param subject {@code sub}: what names the person at the provider for good
 */
record OidcPerson(String name, Role role, String subject) {
    private static final int MAX_NAME = 60;

    /** Empty if no value of the claim gives a role. */
    static Optional<OidcPerson> of(IDTokenClaimsSet claims, OidcSettings settings) {
        Map<String, Object> all = claims.toJSONObject();
        return settings.role(values(at(all, settings.roleClaim())))
                .map(role -> new OidcPerson(name(all), role, claims.getSubject().getValue()));
    }

    /** A token is never called so, because its name has no colon. */
    private static String name(Map<String, Object> claims) {
        String found = Stream.of("preferred_username", "email", "sub")
                .map(claims::get)
                .filter(String.class::isInstance)
                .map(value -> cleaned((String) value))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("unnamed");
        return "oidc:" + found;
    }

    private static String cleaned(String name) {
        String clean = name.strip().replaceAll("[^A-Za-z0-9._@-]", "-");
        return clean.substring(0, Math.min(clean.length(), MAX_NAME));
    }

    /** A name with dots in it comes before a way into an object. */
    private static @Nullable Object at(Map<?, ?> claims, String name) {
        Object whole = claims.get(name);
        int dot = name.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? at(inner, name.substring(dot + 1))
                : null;
    }

    private static List<String> values(@Nullable Object claim) {
        List<String> values = new ArrayList<>();
        if (claim instanceof String one) {
            values.add(one);
        } else if (claim instanceof Collection<?> several) {
            several.stream().filter(String.class::isInstance).forEach(each -> values.add((String) each));
        }
        return values;
    }
}
