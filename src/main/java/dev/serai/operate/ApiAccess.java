package dev.serai.operate;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who calls the management API. A program on this machine needs no token if the port is bound to a loopback address and is asked
 * by a loopback name: another name may have been made up by a page in a browser (DNS rebinding). Any other caller needs one.
 */
final class ApiAccess {
    /** Refused calls of one address in a minute. */
    static final int MAX_FAILURES = FailedLogins.MAX;

    private static final String BEARER = "Bearer ";

    private final boolean loopback;
    private final AccessTokens tokens;
    private final FailedLogins failures;

    /** A caller that is not let in. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String detail) {
            super(detail);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** @param loopback whether the port is bound to a loopback address */
    ApiAccess(boolean loopback, AccessTokens tokens, Clock clock) {
        this.loopback = loopback;
        this.tokens = tokens;
        this.failures = new FailedLogins(clock);
    }

    /**
     * Who calls.
     *
     * @param authorization the header; null if there is none
     * @param host by which the port was asked, without a port
     * @param address of the caller
     * @throws RefusedException if the caller is not known
     */
    Caller caller(@Nullable String authorization, String host, String address) throws RefusedException {
        if (authorization == null) {
            if (loopback && ManagementRoutes.isLoopback(host)) {
                return new Caller(Caller.LOCAL, Role.PRIVACY);
            }
            throw new RefusedException(
                    401, "a token is needed: Authorization: Bearer …; \"serai token NAME\" makes one");
        }
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            try {
                Optional<AccessTokens.Token> token =
                        tokens.find(authorization.substring(BEARER.length()).strip());
                if (token.isPresent()) {
                    return new Caller(token.get().name(), token.get().role());
                }
            } catch (IOException e) {
                throw new RefusedException(
                        503, "the tokens cannot be read: " + e.getClass().getSimpleName());
            }
        }
        throw refused(address);
    }

    private RefusedException refused(String address) {
        return failures.count(address)
                ? new RefusedException(429, "too many calls with a wrong token; wait a minute")
                : new RefusedException(401, "the token is not known; it may have been revoked");
    }
}
