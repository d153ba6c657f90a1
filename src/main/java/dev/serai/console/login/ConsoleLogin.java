package dev.serai.console.login;

import dev.serai.console.login.Sessions.Started;
import dev.serai.journal.OperationsAudit;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.ConsoleSettings;
import dev.serai.operate.FailedLogins;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logins of the console, and the guard before its pages. A page behind the guard finds the {@link Session} of the request and
 * its body here, and the fields of a form in {@code formAttributes()}; requests other than GET and HEAD have proved by then that a page of the console sent them.
 */
public final class ConsoleLogin {
    /** GET shows the login page, POST signs in with a token. */
    public static final String LOGIN = "/console/login";
    /** POST signs in without a token. */
    public static final String LOCAL = LOGIN + "/local";
    /** GET, since the policy of a page may forbid forms whose answer leads to another site. */
    public static final String OIDC = LOGIN + "/oidc";
    /** POST ends the session; the field {@code everywhere} with the value {@code true} ends all of the same name. */
    public static final String LOGOUT = "/console/logout";
    /** What is below it needs no session. */
    public static final String STATIC = "/console/static/";

    private static final int MAX_LOGIN_BODY = 8 * 1024;
    /** As the API takes it: a whole payload with quotes around it. */
    private static final int MAX_BODY = 8 << 20;

    private static final int WORKERS = 2;
    private static final String SESSION = "console.session";
    private static final String PLAIN_HTTP =
            "this page came over plain HTTP, where a login could be read on the way; ask for it over https, or by localhost on"
                    + " the machine of the gateway";
    private static final String ELSEWHERE = "a page of another site sent this request; use the pages of the console";

    private final boolean loopback;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final FailedLogins failures;
    private final LoginLog log;
    private final LoginView view;
    private final @Nullable OidcPages oidc;

    /**
     * What a login needs.
     *
     * @param loopback whether the port is bound to a loopback address
     */
    public record Parts(
            ConsoleSettings settings, boolean loopback, AccessTokens tokens, OperationsAudit audit, Clock clock) {}

    /** @param vertx whose workers write the audit and ask the identity provider */
    public ConsoleLogin(Parts parts, Vertx vertx, LoginView view) {
        this.loopback = parts.loopback();
        this.tokens = parts.tokens();
        this.sessions = new Sessions(parts.settings(), parts.tokens(), parts.clock());
        this.failures = new FailedLogins(parts.clock());
        this.view = view;
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("serai-console-login", WORKERS, 1, TimeUnit.MINUTES);
        this.log = new LoginLog(parts.audit(), workers);
        this.oidc = parts.settings().oidc() == null
                ? null
                : new OidcPages(this, new OidcLogin(parts.settings().oidc(), parts.clock()), workers, log, failures);
    }

    /** Adds the login and the guard; the pages of the console come after it. */
    public void serve(Router router) {
        router.get(LOGIN).handler(this::show);
        router.post(LOGIN).handler(this::readLogin).handler(this::signIn);
        router.post(LOCAL).handler(this::readLogin).handler(this::signInLocally);
        if (oidc != null) {
            router.get(OIDC).handler(oidc::begin);
            router.get(ConsoleSettings.CALLBACK).handler(oidc::finish);
        }
        router.route(LocalPath.ROOT + "/*").handler(this::admit).handler(ConsoleLogin::check);
        router.post(LOGOUT).handler(this::signOut);
    }

    /** The session of a request behind the guard. */
    public static Session session(RoutingContext context) {
        return context.get(SESSION);
    }

    /** The body of a request behind the guard that is not GET or HEAD. */
    public static Buffer body(RoutingContext context) {
        return context.get(RequestBody.BODY);
    }

    /** Whether the session of a stream of events has not ended meanwhile. */
    public boolean isLive(Session session) {
        try {
            return sessions.isLive(session);
        } catch (IOException e) {
            return false;
        }
    }

    // the guard

    private void admit(RoutingContext context) {
        if (context.normalizedPath().startsWith(STATIC)) {
            context.next();
            return;
        }
        BrowserRequest from = new BrowserRequest(context.request());
        Optional<Session> session;
        try {
            session = find(from);
        } catch (IOException e) {
            refuse(context, 503, "the tokens cannot be read: " + e.getClass().getSimpleName());
            return;
        }
        if (session.isEmpty() && LoginCookies.session(from) == null && from.isPage()) {
            if (from.isFromElsewhere()) {
                goOn(context, LocalPath.of(context.request().uri()));
                return;
            } else if (mayBeLocal(from)) {
                session = Optional.of(start(context, sessions.startLocal()));
            }
        }
        if (session.isPresent()) {
            context.put(SESSION, session.get());
            read(context, from);
        } else {
            askToSignIn(context, from);
        }
    }

    private Optional<Session> find(BrowserRequest from) throws IOException {
        String id = LoginCookies.session(from);
        return id == null ? Optional.empty() : sessions.find(id);
    }

    /** A request that a proxy brings may be of another machine, also if it asks by a loopback name. */
    private boolean mayBeLocal(BrowserRequest from) {
        return loopback && from.isLoopback() && !from.isByProxy();
    }

    private static void askToSignIn(RoutingContext context, BrowserRequest from) {
        if (from.isHtmx()) {
            context.response().putHeader("HX-Redirect", loginPage(LocalPath.of(from.currentPage())));
            refuse(context, 401, "the session has ended; sign in again");
        } else if (from.isStream() || (from.isSafe() && !from.isPage())) {
            refuse(context, 401, "the session has ended; sign in again");
        } else {
            redirect(
                    context,
                    loginPage(from.isSafe() ? LocalPath.of(context.request().uri()) : LocalPath.ROOT));
        }
    }

    private static String loginPage(String to) {
        return LOGIN + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }

    private static void read(RoutingContext context, BrowserRequest from) {
        if (from.isSafe()) {
            context.next();
        } else if (!from.isSameOrigin()) {
            refuse(context, 403, ELSEWHERE);
        } else {
            RequestBody.read(context, MAX_BODY, ConsoleLogin::refuse);
        }
    }

    private static void check(RoutingContext context) {
        @Nullable Session session = context.get(SESSION);
        if (session == null || new BrowserRequest(context.request()).isSafe()) {
            context.next();
            return;
        }
        String header = context.request().getHeader("X-CSRF-Token");
        if (RandomText.same(
                session.csrf(),
                header == null ? context.request().formAttributes().get("csrf") : header)) {
            context.next();
        } else {
            refuse(context, 403, "the request has not the CSRF token of this session; load the page again");
        }
    }

    // signing in and out

    private void show(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        String to = LocalPath.of(context.request().getParam("to"));
        try {
            if (find(from).isPresent()) {
                redirect(context, to);
                return;
            }
        } catch (IOException e) {
            // the login page says so to the person who signs in
        }
        show(context, 200, to, context.request().getParam("out") == null ? null : "you are signed out");
    }

    void show(RoutingContext context, int status, String to, @Nullable String message) {
        BrowserRequest from = new BrowserRequest(context.request());
        boolean needsHttps = !from.keepsSecrets();
        LoginPage page = new LoginPage(
                status, to, needsHttps ? PLAIN_HTTP : message, needsHttps, mayBeLocal(from), oidc != null);
        context.response().putHeader("Cache-Control", "no-store");
        view.show(context, page);
    }

    private void readLogin(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        if (!from.isSameOrigin()) {
            log.refused("form", 403, "another origin", from.address());
            refuse(context, 403, ELSEWHERE);
        } else if (!from.keepsSecrets()) {
            log.refused("form", 403, "plain http", from.address());
            show(context, 403, LocalPath.ROOT, null);
        } else {
            RequestBody.read(context, MAX_LOGIN_BODY, ConsoleLogin::refuse);
        }
    }

    private void signIn(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        String to = LocalPath.of(context.request().formAttributes().get("to"));
        String presented = context.request().formAttributes().get("token");
        try {
            Optional<AccessTokens.Token> token = presented == null ? Optional.empty() : tokens.find(presented.strip());
            if (token.isPresent()) {
                Session session = start(context, sessions.start(token.get()));
                log.signedIn(session, from.address(), Map.of("with", "token"));
                redirect(context, to);
            } else if (failures.count(from.address())) {
                log.refused("token", 429, "too many failures", from.address());
                showTooMany(context, to);
            } else {
                log.refused("token", 401, "unknown token", from.address());
                show(context, 401, to, "the token is not known; it may have been revoked");
            }
        } catch (IOException e) {
            log.refused("token", 503, e.getClass().getSimpleName(), from.address());
            show(context, 503, to, "the tokens cannot be read: " + e.getClass().getSimpleName());
        }
    }

    void showTooMany(RoutingContext context, String to) {
        context.response().putHeader("Retry-After", "60");
        show(context, 429, to, "too many failed logins; wait a minute");
    }

    private void signInLocally(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        String to = LocalPath.of(context.request().formAttributes().get("to"));
        if (mayBeLocal(from)) {
            start(context, sessions.startLocal());
            redirect(context, to);
        } else {
            show(context, 403, to, "a token is needed here; \"serai token NAME\" makes one");
        }
    }

    /** The session of a person who is signed in at the provider. */
    void signedIn(RoutingContext context, OidcPerson person) {
        Session session = start(context, sessions.start(person));
        log.signedIn(
                session,
                new BrowserRequest(context.request()).address(),
                Map.of("with", "oidc", "subject", person.subject()));
    }

    /** The session before ends: an id that was known before the login is never the id of a session after it. */
    private Session start(RoutingContext context, Started started) {
        BrowserRequest from = new BrowserRequest(context.request());
        try {
            find(from).ifPresent(sessions::logout);
        } catch (IOException e) {
            // it cannot be used either, as long as the tokens cannot be read
        }
        LoginCookies.setSession(from, started.id());
        return started.session();
    }

    private void signOut(RoutingContext context) {
        Session session = session(context);
        int ended = 1;
        if ("true".equals(context.request().formAttributes().get("everywhere"))) {
            ended = sessions.logoutEverywhere(session.name());
        } else {
            sessions.logout(session);
        }
        log.signedOut(session, ended);
        BrowserRequest from = new BrowserRequest(context.request());
        LoginCookies.endSession(from);
        if (from.isHtmx()) {
            context.response().putHeader("HX-Redirect", LOGIN + "?out=1");
            send(context, 200, "text/plain; charset=utf-8", "");
        } else {
            redirect(context, LOGIN + "?out=1");
        }
    }

    // answers

    /**
     * Sends the browser on by a page instead of a redirect: the next request is one of our own site then, and the browser sends
     * the cookie of the session with it.
     */
    static void goOn(RoutingContext context, String to) {
        context.response()
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer");
        // a path of LocalPath has no < > or quotes but the single one
        String path = to.replace("&", "&amp;").replace("'", "&#39;");
        send(
                context,
                200,
                "text/html; charset=utf-8",
                "<!doctype html><html lang=\"en\"><head><title>Serai</title><meta http-equiv=\"refresh\" content=\"0; url="
                        + path + "\"></head><body><a href=\"" + path + "\">Continue</a></body></html>");
    }

    static void redirect(RoutingContext context, String to) {
        context.response().putHeader("Location", to);
        send(context, 303, "text/plain; charset=utf-8", "");
    }

    static void refuse(RoutingContext context, int status, String text) {
        send(context, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void send(RoutingContext context, int status, String type, String body) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(body);
        }
    }
}
