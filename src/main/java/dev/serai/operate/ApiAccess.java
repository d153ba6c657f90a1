package dev.serai.operate;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who calls the management API. A program on this machine needs no token if the port is bound to a loopback address and is asked
 * by a loopback name: another name may have been made up by a page in a browser (DNS rebinding). Any other caller needs one.
 */
final class ApiAccess {
    /** Refused calls of one address in {@link #WINDOW}; more of them are not looked at. */
    static final int MAX_FAILURES = 10;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 1_000;
    private static final String BEARER = "Bearer ";

    private final boolean loopback;
    private final AccessTokens tokens;
    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private record Failures(Instant since, int count) {}

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
        this.clock = clock;
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
                return new Caller("local", Role.PRIVACY);
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

    private synchronized RefusedException refused(String address) {
        Instant now = clock.instant();
        Failures before = failures.getOrDefault(address, new Failures(now, 0));
        Failures counted = before.since().plus(WINDOW).isBefore(now)
                ? new Failures(now, 1)
                : new Failures(before.since(), before.count() + 1);
        failures.put(address, counted);
        return counted.count() > MAX_FAILURES
                ? new RefusedException(429, "too many calls with a wrong token; wait a minute")
                : new RefusedException(401, "the token is not known; it may have been revoked");
    }
}
