package dev.serai.receive;

import dev.serai.journal.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Why a request was refused, as {@code application/problem+json} (RFC 9457). Nothing of it comes from the request.
 *
 * @param retryAfter seconds; 0 if trying again does not help
 */
record Problem(int status, String detail, int retryAfter) {
    static final Problem NOTHING_HERE = new Problem(404, "No webhook is received at this path.", 0);
    static final Problem ONLY_POST = new Problem(405, "Webhooks are received by POST.", 0);
    static final Problem NOT_AUTHENTICATED = new Problem(401, "The secret of the sender is missing or wrong.", 0);
    static final Problem NO_HTTP = new Problem(400, "This is not a request of HTTP/1.1.", 0);
    static final Problem NO_HOST = new Problem(400, "A request has one Host header, which names one host.", 0);
    static final Problem LONG_LINE = new Problem(414, "The request line is too long.", 0);
    static final Problem LONG_HEAD = new Problem(431, "The headers are too long.", 0);
    static final Problem CODED = new Problem(501, "Of the transfer codings only chunked is understood.", 0);
    static final Problem UNEXPECTED = new Problem(417, "Of the expectations only 100-continue is understood.", 0);
    static final Problem ENCODED = new Problem(415, "Of the content codings only gzip is understood.", 0);
    static final Problem EMPTY = new Problem(400, "The body is empty.", 0);
    static final Problem BUSY =
            new Problem(503, "Too much is in flight, or Serai is stopping. Nothing was kept; send it again.", 5);
    static final Problem NOT_KEPT = new Problem(503, "The journal cannot commit. Send it again.", 5);

    private static final Set<Problem> ENDING = Set.of(NO_HTTP, NO_HOST, LONG_LINE, LONG_HEAD, CODED);

    static Problem tooLarge(long limit) {
        return new Problem(413, "The body is larger than " + limit + " bytes.", 0);
    }

    static Problem tooMany(int seconds) {
        return new Problem(429, "This family receives more requests than its rate limit allows.", seconds);
    }

    /** Where the next request of the connection begins is not certain, or was never. */
    boolean endsConnection() {
        return ENDING.contains(this);
    }

    void writeTo(HttpServerResponse response) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        problem.put("status", status);
        problem.put("detail", detail);
        response.setStatusCode(status).putHeader("Content-Type", "application/problem+json");
        if (retryAfter > 0) {
            response.putHeader("Retry-After", Integer.toString(retryAfter));
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Basic realm=\"serai\"");
        }
        if (status == 405) {
            response.putHeader("Allow", "POST");
        }
        if (status == 415) {
            // RFC 9110, 15.5.16
            response.putHeader("Accept-Encoding", "gzip");
        }
        if (endsConnection()) {
            response.putHeader("Connection", "close");
        }
        response.end(Json.write(problem));
    }
}
