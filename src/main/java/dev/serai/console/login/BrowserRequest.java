package dev.serai.console.login;

import dev.serai.operate.ManagementRoutes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a browser tells about a request: where it comes from, what shall be done with the answer, and by which name it asks. */
record BrowserRequest(HttpServerRequest request) {
    private static final String SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";

    /** Whether the request changes nothing. */
    boolean isSafe() {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    /** Whether htmx asks, and puts the answer into a page. */
    boolean isHtmx() {
        return request.getHeader("HX-Request") != null;
    }

    /** Whether a page asks for a stream of events. */
    boolean isStream() {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/event-stream");
    }

    /** Whether the answer becomes a page of its own, as far as the browser tells. */
    boolean isPage() {
        String use = request.getHeader("Sec-Fetch-Dest");
        return request.method().equals(HttpMethod.GET)
                && !isHtmx()
                && !isStream()
                && (use == null || use.equals("document"));
    }

    /** Whether a page of another site sent the browser here. The browser withholds the cookie of the session then. */
    boolean isFromElsewhere() {
        String site = request.getHeader(SITE);
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** Whether nothing says that a page of another origin asks. Programs that are no browsers say nothing. */
    boolean isSameOrigin() {
        String site = request.getHeader(SITE);
        List<String> origins = request.headers().getAll(ORIGIN);
        return (site == null || site.equals("same-origin"))
                && (origins.isEmpty() || (origins.size() == 1 && isOwn(origins.get(0))));
    }

    /** The scheme is not compared, since a proxy may speak HTTPS to the browser and HTTP to us. */
    private boolean isOwn(String origin) {
        HostAndPort own = request.authority();
        try {
            URI uri = new URI(origin);
            int usual = "https".equals(uri.getScheme()) ? 443 : 80;
            return own != null
                    && uri.getHost() != null
                    && uri.getHost().equalsIgnoreCase(own.host())
                    && (uri.getPort() < 0 ? usual : uri.getPort()) == (own.port() < 0 ? usual : own.port());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean isLoopback() {
        HostAndPort own = request.authority();
        return own != null && ManagementRoutes.isLoopback(own.host());
    }

    /** Whether a proxy brings the request, so that the caller may be on another machine. */
    boolean isByProxy() {
        return ManagementRoutes.isByProxy(request);
    }

    /**
     * Whether the browser keeps a cookie with {@code Secure}: it does on a loopback name and over HTTPS. A browser sends {@code
     * Sec-Fetch-Site} to such places only; a proxy that speaks HTTPS may say so.
     */
    boolean keepsSecrets() {
        String origin = request.getHeader(ORIGIN);
        return isLoopback()
                || request.isSSL()
                || request.getHeader(SITE) != null
                || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))
                || (origin != null && origin.startsWith("https://"));
    }

    String address() {
        return request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    /** The page in which htmx asks; null if htmx does not say. */
    @Nullable
    String currentPage() {
        String current = request.getHeader("HX-Current-URL");
        try {
            URI uri = current == null ? null : new URI(current);
            return uri == null ? null : uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
