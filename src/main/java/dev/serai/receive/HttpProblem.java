package dev.serai.receive;

import dev.serai.event.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Why a request was refused, as {@code application/problem+json} (RFC 9457). Nothing of it comes from the request.
 *
 * @param reason the same in a few words, by which refusals are counted
 * @param retryAfter seconds; 0 if trying again does not help
 */
record HttpProblem(int status, String reason, String detail, int retryAfter) {
    static final HttpProblem NOTHING_HERE =
            new HttpProblem(404, "no webhook at this path", "No webhook is received at this path.", 0);
    static final HttpProblem ONLY_POST = new HttpProblem(405, "not POST", "Webhooks are received by POST.", 0);
    static final HttpProblem NOT_AUTHENTICATED =
            new HttpProblem(401, "secret missing or wrong", "The secret of the sender is missing or wrong.", 0);
    static final HttpProblem NOT_SIGNED = new HttpProblem(
            401,
            "signature wrong, or of another time",
            "The signature of the body is wrong, or its time is too far from the time here.",
            0);
    static final HttpProblem NO_HTTP = new HttpProblem(400, "not HTTP/1.1", "This is not a request of HTTP/1.1.", 0);
    static final HttpProblem NO_HOST = new HttpProblem(
            400, "Host header missing or wrong", "A request has one Host header, which names one host.", 0);
    static final HttpProblem LONG_LINE =
            new HttpProblem(414, "request line too long", "The request line is too long.", 0);
    static final HttpProblem LONG_HEAD = new HttpProblem(431, "headers too long", "The headers are too long.", 0);
    static final HttpProblem CODED =
            new HttpProblem(501, "unknown transfer coding", "Of the transfer codings only chunked is understood.", 0);
    static final HttpProblem UNEXPECTED =
            new HttpProblem(417, "unknown expectation", "Of the expectations only 100-continue is understood.", 0);
    static final HttpProblem ENCODED =
            new HttpProblem(415, "unknown content coding", "Of the content codings only gzip is understood.", 0);
    static final HttpProblem EMPTY = new HttpProblem(400, "empty body", "The body is empty.", 0);
    static final HttpProblem BUSY = new HttpProblem(
            503,
            "too much in flight, or stopping",
            "Too much is in flight, or Serai is stopping. Nothing was kept; send it again.",
            5);
    static final HttpProblem NOT_KEPT =
            new HttpProblem(503, "not kept", "The journal cannot commit. Send it again.", 5);
    /** Nobody is there any more who could read it; it counts all the same. */
    static final HttpProblem BROKE_OFF =
            new HttpProblem(400, "body did not arrive whole", "The body did not arrive whole.", 0);

    private static final Set<HttpProblem> ENDING = Set.of(NO_HTTP, NO_HOST, LONG_LINE, LONG_HEAD, CODED);

    static HttpProblem tooLarge(long limit) {
        return new HttpProblem(413, "body too large", "The body is larger than " + limit + " bytes.", 0);
    }

    static HttpProblem tooMany(int seconds) {
        return new HttpProblem(
                429, "over the rate limit", "This family receives more requests than its rate limit allows.", seconds);
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
