package dev.serai.console.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of the console. {@code serai_session} has the session id; the browser sends it to pages of the console only, and
 * only if a page of the same site asks. {@code serai_oidc} binds a login at an identity provider to the browser. Beside
 * loopback names both are {@code Secure}, and their names begin so that no page over plain HTTP can set them; {@code __Host-}
 * would need the path {@code /} for the session.
 */
final class LoginCookies {
    private static final String SESSION = "serai_session";
    private static final String OIDC = "serai_oidc";
    /** A value that is no session id: it tells a browser that was signed out from one that never was here. */
    private static final String ENDED = "ended";

    private LoginCookies() {}

    /** @return the session id; null if the browser has no cookie */
    static @Nullable String session(BrowserRequest from) {
        return value(from.request(), name(from, "__Secure-", SESSION));
    }

    static void setSession(BrowserRequest from, String id) {
        add(
                from,
                Cookie.cookie(name(from, "__Secure-", SESSION), id)
                        .setPath(LocalPath.ROOT)
                        .setSameSite(CookieSameSite.STRICT));
    }

    static void endSession(BrowserRequest from) {
        setSession(from, ENDED);
    }

    static @Nullable String oidc(BrowserRequest from) {
        return value(from.request(), name(from, "__Host-", OIDC));
    }

    /** Lax: the identity provider, another site, sends the browser back. */
    static void setOidc(BrowserRequest from, String value) {
        add(from, ofOidc(from, value, PendingLogins.LASTS.toSeconds()));
    }

    static void endOidc(BrowserRequest from) {
        add(from, ofOidc(from, "", 0));
    }

    private static Cookie ofOidc(BrowserRequest from, String value, long seconds) {
        return Cookie.cookie(name(from, "__Host-", OIDC), value)
                .setPath("/")
                .setMaxAge(seconds)
                .setSameSite(CookieSameSite.LAX);
    }

    private static String name(BrowserRequest from, String prefix, String name) {
        return from.isLoopback() ? name : prefix + name;
    }

    private static @Nullable String value(HttpServerRequest request, String name) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }

    private static void add(BrowserRequest from, Cookie cookie) {
        HttpServerResponse response = from.request().response();
        response.addCookie(cookie.setHttpOnly(true).setSecure(!from.isLoopback()));
    }
}
