package dev.serai.receive;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What RFC 9110 and 9112 ask of a head beyond what Netty has refused by then: it refuses control characters, bare line
 * feeds, two lengths, and a length beside a transfer coding.
 */
final class HeadRules {
    /** What no host has (RFC 3986, 3.2.2). */
    private static final String NOT_IN_HOST = " \t/\\?#@,\"<>^`{|}";

    private HeadRules() {}

    /** @return why the head is not one of HTTP/1.1, or null */
    static @Nullable HttpProblem violated(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        boolean hostMissing = hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0;
        if (hostMissing || hosts.size() > 1 || (!hosts.isEmpty() && !isHost(hosts.get(0)))) {
            return HttpProblem.NO_HOST;
        }
        if (headers.contains("")) {
            return HttpProblem.NO_HTTP;
        }
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        return coding == null || coding.strip().equalsIgnoreCase("chunked") ? null : HttpProblem.CODED;
    }

    /** Also an empty one, for a target without an authority (RFC 9112, 3.2). */
    private static boolean isHost(String host) {
        return host.chars().allMatch(each -> each > ' ' && each < 127 && NOT_IN_HOST.indexOf(each) < 0);
    }

    /** @return what the sender asks for and does not get, or null */
    static @Nullable HttpProblem unmet(HttpServerRequest request) {
        String expected = request.getHeader(HttpHeaderNames.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue") && !isOld(request)) {
            return HttpProblem.UNEXPECTED;
        }
        String coding = contentCoding(request);
        return coding.isEmpty() || coding.equals("identity") || isGzip(coding) ? null : HttpProblem.ENCODED;
    }

    /** Whether the sender waits to be asked for the body; one of HTTP/1.0 does not know how (RFC 9110, 10.1.1). */
    static boolean asks(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT)) && !isOld(request);
    }

    static boolean isGzip(HttpServerRequest request) {
        return isGzip(contentCoding(request));
    }

    /** RFC 9110, 8.4.1.3: the two names are the same. */
    private static boolean isGzip(String coding) {
        return coding.equals("gzip") || coding.equals("x-gzip");
    }

    private static String contentCoding(HttpServerRequest request) {
        MultiMap headers = request.headers();
        return headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                ? String.join(",", headers.getAll(HttpHeaderNames.CONTENT_ENCODING))
                        .strip()
                        .toLowerCase(Locale.ROOT)
                : "";
    }

    private static boolean isOld(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0;
    }

    /** @param failure of Netty to read a head */
    static HttpProblem unreadable(@Nullable Throwable failure) {
        if (failure instanceof TooLongHttpLineException) {
            return HttpProblem.LONG_LINE;
        }
        return failure instanceof TooLongHttpHeaderException ? HttpProblem.LONG_HEAD : HttpProblem.NO_HTTP;
    }

    /** @return bytes of the body, as far as the head says; 0 if it says nothing */
    static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
