package dev.serai.simulator.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What the connections of senders look like. */
final class HttpRules {
    private static final int LARGE = 10_000_000;
    private static final int TOO_LARGE = 413;
    private static final int FAILURE = 500;
    private static final int PIECES = 10;
    private static final int RECONNECTS = 5;
    private static final int HALF_CLOSED = 8;
    private static final Duration CONTINUE = Duration.ofSeconds(3);
    private static final String CLOSED = "a connection may end, but not without a word: ";

    static final List<Rule> ALL = List.of(
            Rule.should(
                    "http.keep-alive",
                    "Three requests go over one connection",
                    Sources.http1("9.3"),
                    HttpRules::keepAlive),
            Rule.must(
                    "http.close-announced",
                    "A receiver that closes after an answer says so by Connection: close",
                    CLOSED + Sources.http1("9.6"),
                    HttpRules::closeAnnounced),
            Rule.must(
                            "http.reconnect",
                            "A sender that connects anew for each event is served each time",
                            Sources.http1("9.1"),
                            HttpRules::reconnect)
                    .sending(RECONNECTS, 10_000),
            Rule.must(
                    "http.broken-off",
                    "A sender that breaks off within a body does no harm to the next one",
                    Sources.http1("8"),
                    HttpRules::brokenOff),
            Rule.should(
                            "http.half-closed",
                            "A sender that closes its direction after the request still gets the answer",
                            "TCP allows it: https://www.rfc-editor.org/rfc/rfc9293#section-3.6",
                            HttpRules::halfClosed)
                    .sending(HALF_CLOSED, 20_000),
            Rule.must(
                    "http.slow-sender",
                    "A request that arrives in pieces, within 2 s, is a success",
                    Sources.http1("6"),
                    HttpRules::slowSender),
            Rule.must(
                    "http.chunked",
                    "A chunked body without a length is a success",
                    Sources.http1("7.1"),
                    HttpRules::chunked),
            Rule.must(
                    "http.expect-continue",
                    "Expect: 100-continue is answered with 100 and then with success",
                    Sources.http("10.1.1"),
                    HttpRules::expectContinue),
            Rule.should(
                    "http.get",
                    "GET is answered, without a failure of the receiver, and the next event is a success",
                    Sources.http("9.2.1"),
                    receiver -> harmless(receiver, "GET")),
            Rule.must(
                    "http.head",
                    "HEAD is answered without a body and without a failure, and the next event is a success",
                    Sources.http("9.3.2"),
                    receiver -> harmless(receiver, "HEAD")),
            Rule.should(
                            "http.body-10-mb",
                            "A body of 10 MB is a success, or is refused with 413 rather than by a broken connection",
                            Sources.http("15.5.14"),
                            HttpRules::large)
                    .sending(2, LARGE + 5_000));

    private HttpRules() {}

    private static Finding keepAlive(Receiver receiver) throws CheckFailedException, InterruptedException {
        try (WireConnection connection = receiver.connect()) {
            for (int number = 1; number <= 3; number++) {
                Answer answer = connection.post(receiver.plain().remarked("request " + number + " of a connection"));
                Finding finding = receiver.judged(answer);
                if (!finding.holds()) {
                    return finding;
                }
                if (number < 3 && answer.announcesClose()) {
                    return Finding.broken("answered Connection: close to request " + number);
                }
                receiver.pause();
            }
            return Finding.HELD;
        }
    }

    private static Finding closeAnnounced(Receiver receiver) throws CheckFailedException, InterruptedException {
        try (WireConnection connection = receiver.connect()) {
            Answer answer = connection.post(receiver.plain());
            if (answer.announcesClose()) {
                return Finding.HELD;
            }
            receiver.pause();
            try {
                return receiver.judged(connection.post(receiver.plain().remarked("the second one of a connection")));
            } catch (CheckFailedException e) {
                return Finding.broken(
                        "the connection ended after an answer without Connection: close; the next event got "
                                + e.getMessage());
            }
        }
    }

    private static Finding reconnect(Receiver receiver) throws CheckFailedException, InterruptedException {
        for (int i = 0; i < RECONNECTS; i++) {
            Finding finding = receiver.accepts(receiver.plain().remarked("a connection of its own"));
            if (!finding.holds()) {
                return finding;
            }
        }
        return Finding.HELD;
    }

    private static Finding brokenOff(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain();
        byte[] body = post.bytes();
        try (WireConnection connection = receiver.connect()) {
            connection.head("POST", post, "Content-Length: " + body.length);
            connection.write(slice(body, 0, body.length / 2));
            connection.abort();
        }
        return receiver.accepts(receiver.plain().remarked("after one that broke off"));
    }

    /** Several times, since some receivers answer if they are quick enough. */
    private static Finding halfClosed(Receiver receiver) throws CheckFailedException, InterruptedException {
        Finding finding = Finding.HELD;
        for (int time = 0; time < HALF_CLOSED && finding.holds(); time++) {
            finding = halfClosedOnce(receiver);
        }
        return finding;
    }

    private static Finding halfClosedOnce(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain().remarked("then FIN");
        try (WireConnection connection = receiver.connect()) {
            connection.head("POST", post, length(post));
            connection.write(post.bytes());
            connection.finish();
            return receiver.judged(connection.answer());
        }
    }

    private static Finding slowSender(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain().remarked("in " + PIECES + " pieces");
        byte[] body = post.bytes();
        try (WireConnection connection = receiver.connect()) {
            connection.head("POST", post, length(post));
            for (int piece = 0; piece < PIECES; piece++) {
                receiver.pause();
                connection.write(slice(body, body.length * piece / PIECES, body.length * (piece + 1) / PIECES));
            }
            return receiver.judged(connection.answer());
        }
    }

    private static Finding chunked(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain().remarked("chunked");
        byte[] body = post.bytes();
        try (WireConnection connection = receiver.connect()) {
            connection.head("POST", post, "Transfer-Encoding: chunked");
            chunk(connection, slice(body, 0, body.length / 2));
            chunk(connection, slice(body, body.length / 2, body.length));
            connection.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return receiver.judged(connection.answer());
        }
    }

    private static void chunk(WireConnection connection, byte[] bytes) {
        connection.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.write(bytes);
        connection.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static Finding expectContinue(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain().remarked("Expect: 100-continue");
        try (WireConnection connection = receiver.connect()) {
            connection.head("POST", post, length(post), "Expect: 100-continue");
            Answer first = connection.interim(receiver.limit().compareTo(CONTINUE) < 0 ? receiver.limit() : CONTINUE);
            if (first == null) {
                return Finding.broken("neither 100 nor a final answer came to the head; a sender would wait for it");
            }
            if (first.status() != 100) {
                return Finding.broken("answered " + first + " to the head; 100 was expected");
            }
            connection.write(post.bytes());
            return receiver.judged(connection.answer());
        }
    }

    private static Finding harmless(Receiver receiver, String method)
            throws CheckFailedException, InterruptedException {
        Post nothing = receiver.post("").typed(null);
        try (WireConnection connection = receiver.connect()) {
            connection.head(method, nothing);
            Answer answer = connection.answer();
            if (answer.status() >= FAILURE) {
                return Finding.broken("answered " + answer + " to " + method);
            }
            Post next = receiver.plain().remarked("after " + method);
            return answer.announcesClose() ? receiver.accepts(next) : receiver.judged(connection.post(next));
        }
    }

    private static Finding large(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plainWith("\"" + "x".repeat(LARGE) + "\"").remarked("10 MB");
        Answer answer = receiver.send(post);
        Finding finding = answer.status() == TOO_LARGE ? Finding.HELD : receiver.judged(answer);
        return finding.and(() -> receiver.accepts(receiver.plain().remarked("after 10 MB")));
    }

    private static String length(Post post) {
        return "Content-Length: " + post.bytes().length;
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
