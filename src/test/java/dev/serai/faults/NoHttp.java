package dev.serai.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.random.RandomGenerator;

/** Requests of which nobody can say where they end, or whether they are HTTP at all. */
final class NoHttp {
    private static final String CANARY = OddSamples.CANARY;
    private static final String BODY =
            "{\"event_name\":\"asset_added\",\"data\":{\"asset\":{\"id\":\"" + CANARY + "\"}}}";
    private static final String LINE = "POST /webhooks/cmp HTTP/1.1\r\n";
    private static final String HEAD = "Host: localhost\r\n" + OddRequests.PROOF.get("cmp") + "\r\n";
    private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
    private static final List<String> HEADERS = List.of(
            "Content-Length: +5",
            "Content-Length: -1",
            "Content-Length: 0x10",
            "Content-Length: " + CANARY,
            "Content-Length: 99999999999999999999",
            "Content-Length: 9223372036854775807",
            "Content-Length: 5, 5",
            "Content-Length: 5, 6",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length : 5",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: x" + CANARY,
            "Transfer-Encoding : chunked",
            "Transfer-Encoding:\u000bchunked",
            LENGTH + "Expect: 100-continue",
            LENGTH + "Expect: " + CANARY,
            LENGTH + "Connection: close",
            LENGTH + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + "dGhlIHNhbXBsZSBub25jZQ==",
            LENGTH + CANARY,
            LENGTH + ": " + CANARY,
            LENGTH + " X-Folded-First: " + CANARY,
            LENGTH + "X Y: " + CANARY,
            LENGTH + "X\0Y: " + CANARY,
            LENGTH + "X-Nul: a\0" + CANARY,
            LENGTH + "X-Cr: a\rb" + CANARY,
            LENGTH + "X-Lf: a\nTransfer-Encoding: chunked",
            LENGTH + "X-Long: " + CANARY.repeat(2_000),
            LENGTH + ("X-Many: " + CANARY + "\r\n").repeat(1_000) + "X: y");
    private static final List<String> CHUNKS = List.of(
            "ZZ\r\n" + BODY,
            "-5\r\n" + BODY,
            "FFFFFFFFFFFFFFFF\r\n" + BODY,
            "7fffffff\r\n" + BODY,
            "5" + BODY,
            "5\r\n" + BODY + "\r\n0\r\n\r\n",
            "0\r\n" + CANARY + "\r\n\r\n",
            "0\r\n" + ("X-" + CANARY + ": y\r\n").repeat(1_000) + "\r\n",
            "5;" + CANARY.repeat(2_000) + "\r\n",
            "\r\n\r\n",
            CANARY);
    private static final List<String> LINES = List.of(
            "",
            "\r\n\r\n",
            "POST\r\n",
            "POST /webhooks/cmp\r\n",
            "POST  /webhooks/cmp  HTTP/1.1\r\n",
            "POST /webhooks/cmp HTTP/1.0\r\n",
            "POST /webhooks/cmp HTTP/9.9\r\n",
            "POST /webhooks/cmp " + CANARY + "\r\n",
            "POST /webhooks/cmp\0" + CANARY + " HTTP/1.1\r\n",
            "POST /" + CANARY.repeat(600) + " HTTP/1.1\r\n",
            CANARY.repeat(20) + " / HTTP/1.1\r\n",
            "CONNECT " + CANARY + ":443 HTTP/1.1\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + CANARY);

    private NoHttp() {}

    static byte[] next(RandomGenerator random) {
        String request =
                switch (random.nextInt(5)) {
                    case 0 -> LINE + HEAD + any(HEADERS, random) + "\r\n\r\n" + BODY;
                    case 1 -> LINE + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + any(CHUNKS, random);
                    case 2 -> any(LINES, random) + HEAD + LENGTH + "\r\n" + BODY;
                    default -> LINE + HEAD + LENGTH + "\r\n" + BODY;
                };
        byte[] bytes =
                (request + (random.nextInt(3) == 0 ? LINE + HEAD + LENGTH + "\r\n" + BODY : "")).getBytes(ISO_8859_1);
        return random.nextInt(3) == 0 ? OddBytes.broken(bytes, random) : bytes;
    }

    private static String any(List<String> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }
}
