package dev.serai.console.login;

import dev.serai.operate.Caller;
import dev.serai.operate.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A browser that is signed in.
 *
 * @param idHash SHA-256 of the session id in hex; the id itself is only in the cookie
 * @param name of the person in the audit: the name of the token, {@code oidc:} and a user name, or {@code local}
 * @param way how the person signed in
 * @param tokenHash of the access token with which the person signed in; null for another way
 * @param csrf what each request that changes something repeats, in the form field {@code csrf} or in {@code X-CSRF-Token}
 */
public record Session(
        String idHash,
        String name,
        Role role,
        Way way,
        @Nullable String tokenHash,
        String csrf,
        Instant startedAt,
        Instant lastSeenAt) {

    /** How a person signs in. */
    public enum Way {
        /** By a loopback name on a port that only this machine reaches. */
        LOCAL,
        TOKEN,
        OIDC
    }

    /** The caller as which the pages ask the API. */
    public Caller caller() {
        return new Caller(name, role);
    }

    Session seenAt(Instant now) {
        return new Session(idHash, name, role, way, tokenHash, csrf, startedAt, now);
    }
}
