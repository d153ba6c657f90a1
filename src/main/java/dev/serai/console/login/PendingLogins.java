package dev.serai.console.login;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The logins that are at the identity provider now: at most {@link #MAX}, each for {@link #LASTS}. Each can come back once.
 */
final class PendingLogins {
    static final Duration LASTS = Duration.ofMinutes(10);
    static final int MAX = 1_000;

    private final Clock clock;
    private final Map<String, Pending> byState = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pending> eldest) {
            return size() > MAX;
        }
    };

    /**
     * A login that has begun.
     *
     * @param browserHash of the cookie of the browser in which it began
     * @param to the page to show afterwards
     */
    record Pending(String browserHash, State state, Nonce nonce, CodeVerifier verifier, String to, Instant since) {}

    PendingLogins(Clock clock) {
        this.clock = clock;
    }

    /** @param browser the value of the cookie of the browser */
    synchronized Pending begin(String browser, String to) {
        Pending pending = new Pending(
                RandomText.hash(browser),
                new State(RandomText.next()),
                new Nonce(RandomText.next()),
                new CodeVerifier(),
                to,
                clock.instant());
        byState.put(pending.state().getValue(), pending);
        return pending;
    }

    /** Ends one, if there is one that is not too old. */
    synchronized Optional<Pending> end(String state) {
        return Optional.ofNullable(byState.remove(state))
                .filter(pending -> clock.instant().isBefore(pending.since().plus(LASTS)));
    }
}
