package dev.serai.console.login;

import dev.serai.console.login.Session.Way;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.ConsoleSettings;
import dev.serai.operate.Role;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the console, in memory: a restart ends them. There are at most {@link #MAX}, and {@link #MAX_OF_NAME} of one
 * name; the one that was not used for the longest time ends for a new one.
 */
public final class Sessions {
    static final int MAX = 1_000;
    static final int MAX_OF_NAME = 20;

    private final ConsoleSettings settings;
    private final AccessTokens tokens;
    private final Clock clock;
    private final Map<String, Session> byHash = new HashMap<>();

    /** @param id goes into the cookie, and is kept nowhere else */
    public record Started(String id, Session session) {}

    /** @param tokens without which the sessions of revoked tokens would go on */
    public Sessions(ConsoleSettings settings, AccessTokens tokens, Clock clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A session of this machine. */
    Started startLocal() {
        return start("local", Role.PRIVACY, Way.LOCAL, null);
    }

    Started start(AccessTokens.Token token) {
        return start(token.name(), token.role(), Way.TOKEN, token.hash());
    }

    Started start(OidcPerson person) {
        return start(person.name(), person.role(), Way.OIDC, null);
    }

    private synchronized Started start(String name, Role role, Way way, @Nullable String tokenHash) {
        Instant now = clock.instant();
        byHash.values().removeIf(session -> isOver(session, now));
        makeRoom(MAX_OF_NAME, session -> session.name().equals(name));
        makeRoom(MAX, session -> true);
        String id = RandomText.next();
        Session session = new Session(RandomText.hash(id), name, role, way, tokenHash, RandomText.next(), now, now);
        byHash.put(session.idHash(), session);
        return new Started(id, session);
    }

    private void makeRoom(int most, Predicate<Session> counted) {
        List<Session> some = byHash.values().stream().filter(counted).toList();
        if (some.size() >= most) {
            some.stream()
                    .min(Comparator.comparing(Session::lastSeenAt).thenComparing(Session::startedAt))
                    .ifPresent(this::logout);
        }
    }

    /**
     * The session with an id; it is used now.
     *
     * @throws IOException if the session is of a token, and the tokens cannot be read
     */
    public synchronized Optional<Session> find(String id) throws IOException {
        Optional<Session> live = live(RandomText.hash(id));
        live.ifPresent(session -> byHash.put(session.idHash(), session.seenAt(clock.instant())));
        return live;
    }

    /**
     * Whether a session has not ended; this is no use of it. A stream of events asks it, which would else outlive the session.
     *
     * @throws IOException if the session is of a token, and the tokens cannot be read
     */
    public synchronized boolean isLive(Session session) throws IOException {
        return live(session.idHash()).isPresent();
    }

    private Optional<Session> live(String hash) throws IOException {
        Session session = byHash.get(hash);
        if (session == null) {
            return Optional.empty();
        }
        if (isOver(session, clock.instant()) || isRevoked(session)) {
            byHash.remove(hash);
            return Optional.empty();
        }
        return Optional.of(session);
    }

    private boolean isOver(Session session, Instant now) {
        return !now.isBefore(session.lastSeenAt().plus(settings.idle()))
                || !now.isBefore(session.startedAt().plus(settings.session()));
    }

    /** The same hash under another name is another token as well. */
    private boolean isRevoked(Session session) throws IOException {
        return session.tokenHash() != null
                && tokens.ofHash(session.tokenHash())
                        .filter(token -> token.name().equals(session.name()) && token.role() == session.role())
                        .isEmpty();
    }

    /** Ends a session. */
    public synchronized void logout(Session session) {
        byHash.remove(session.idHash());
    }

    /** Ends all sessions of a name. @return how many there were */
    public synchronized int logoutEverywhere(String name) {
        int before = byHash.size();
        byHash.values().removeIf(session -> session.name().equals(name));
        return before - byHash.size();
    }
}
