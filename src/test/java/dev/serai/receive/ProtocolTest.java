package dev.serai.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.receive.Wire.Answer;
import dev.serai.testing.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** HTTP as RFC 9110 and 9112 have it, and as senders and proxies write it: what Netty does of it, and what we do. */
class ProtocolTest {
    private static final int MB = 1 << 20;
    private static final String FOREIGN = "gehe\u00efm-\u00dcbung-\u00e4\u00f6\u00fc";
    private static final Duration SOON = Duration.ofSeconds(5);

    @SuppressWarnings("NullAway.Init")
    private static Gateway gateway;

    private final Held held = new Held(gateway);

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                Gateway.Database.H2,
                Map.of(
                        "cmp.secrets", "cmp-secret,\"one, \"\"secret\"\"\"," + FOREIGN,
                        "cmp.path-secrets", "a b/" + FOREIGN,
                        "graph.rate-limit", "3/m"));
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    private static String length(String body) {
        return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n";
    }

    private static String whole(Sample event) {
        return Wire.head(length(event.json())) + event.json();
    }

    // --- a sender that closes its side ---

    @Test
    void answersASenderThatHasClosedItsSide() {
        for (int i = 0; i < 16; i++) {
            Sample event = Sample.assetAdded();
            try (Wire wire = Wire.to(gateway)) {
                Answer answer = wire.send(whole(event)).halfClose().answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(wire.untilClosed()).isLessThan(SOON);
            }
            assertThat(held.events(event.mark())).hasSize(1);
        }
    }

    @Test
    void answersAllThatWasSentBeforeTheSideWasClosed() {
        List<Sample> events = Stream.generate(Sample::assetAdded).limit(5).toList();
        try (Wire wire = Wire.to(gateway)) {
            wire.send(String.join("", events.stream().map(ProtocolTest::whole).toList()) + Wire.head("Content-Len"))
                    .halfClose();

            assertThat(events)
                    .allSatisfy(event -> assertThat(wire.answer().status()).isEqualTo(200));
            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /webhooks/cmp HT", "head", "half a body"})
    void closesWhenNothingMoreCanCome(String sent) {
        Sample event = Sample.assetAdded();
        String bytes = sent.equals("head")
                ? Wire.head(length(event.json()))
                : sent.startsWith("half")
                        ? Wire.head(length(event.json())) + event.json().substring(5)
                        : sent;
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(bytes).halfClose().untilClosed()).isLessThan(SOON);
        }
        assertThat(held.events(event.mark())).isEmpty();
    }

    // --- heads ---

    static Stream<String> heads() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                Wire.head(chunked + "Content-Length: 3\r\n"),
                Wire.head("Content-Length: 3\r\n" + chunked),
                Wire.head("Content-Length: 3\r\nContent-Length: 3\r\n"),
                Wire.head("Content-Length: 3\r\nContent-Length: 4\r\n"),
                Wire.head("Content-Length: 3, 3\r\n"),
                Wire.head("Content-Length: +3\r\n"),
                Wire.head("Transfer-Encoding: identity\r\n"),
                Wire.head("Transfer-Encoding: xchunked\r\n"),
                Wire.head("Transfer-Encoding: \013chunked\r\n"),
                Wire.head(chunked + chunked),
                Wire.head(chunked).replace("HTTP/1.1", "HTTP/1.0"),
                Wire.head("Content-Length: 3\r\n").replace("Host: localhost\r\n", ""),
                Wire.head("Host: localhost\r\nContent-Length: 3\r\n"),
                Wire.head("host: other\r\nContent-Length: 3\r\n"),
                Wire.head("Content-Length: 3\r\n").replace("localhost", "local host"),
                Wire.head("Content-Length: 3\r\n").replace("localhost", "localhost/webhooks"),
                Wire.head("Content-Length: 3\r\n").replace("localhost", "a,b"),
                Wire.head("Content-Length: 3\r\n").replace("localhost", "user@localhost"),
                Wire.head("X A: b\r\n"),
                Wire.head("X-A : b\r\n"),
                Wire.head(": b\r\n"),
                Wire.head("no colon\r\n"),
                Wire.head("X-A: b\rc\r\n"),
                Wire.head("X-A: b\0c\r\n"),
                Wire.head("X-\u00e9: b\r\n"),
                Wire.head("Content-Length: 3\r\n").replace("\r\n", "\n"),
                Wire.head("Content-Length: 3\r\n").replace("/cmp", "/cmp\001"),
                Wire.head("Content-Length: 3\r\n").replace("/cmp", "/cmp/\177"),
                Wire.head("Content-Length: 3\r\n").replace("/cmp", "/c mp"),
                Wire.head("Content-Length: 3\r\n").replace("/cmp", "/cmp/a\rb"),
                Wire.head("Content-Length: 3\r\n").replaceFirst("\r\n", "\r\n X: folded\r\n"),
                Wire.head("Content-Length: 3\r\n").replace("POST", "PO(ST"),
                "GET /\r\n",
                "\026\003\001\002\000\001\000\001\374\003\003");
    }

    @ParameterizedTest
    @MethodSource("heads")
    void refusesWhatAnotherMayReadOtherwise(String head) {
        String before = held.ledger();
        try (Wire wire = Wire.to(gateway)) {
            // the second one would be taken for a request of its own
            Answer answer = wire.sendBytes(head + "0\r\n\r\n" + whole(Sample.assetAdded()))
                    .answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(answer.body()).startsWith("{\"type\":\"about:blank\",\"title\":\"Bad Request\"");
            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\n[1]\n0\n\n",
                "3;a=\nb\r\n[1]\r\n0\r\n\r\n",
                "-3\r\n[1]\r\n0\r\n\r\n",
                "0x3\r\n[1]\r\n0\r\n\r\n",
                "fffffffffffffffff\r\n[1]\r\n0\r\n\r\n",
                "3\r\n[1]XX0\r\n\r\n"
            })
    void refusesChunksThatAnotherMayReadOtherwise(String chunks) {
        String before = held.ledger();
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send(Wire.head("Transfer-Encoding: chunked\r\n") + chunks)
                    .answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "deflate,chunked"})
    void knowsNoTransferCodingButChunked(String coding) {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(Wire.head("Transfer-Encoding: " + coding + "\r\n") + "0\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(501);
            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/1.2", "http/1.1"})
    void knowsNoOtherVersion(String version) {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(Wire.head("").replace("HTTP/1.1", version)).untilClosed())
                    .isLessThan(SOON);
        }
    }

    @Test
    void knowsNoPrefaceOfHttp2() {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").untilClosed())
                    .isLessThan(SOON);
        }
    }

    @Test
    void boundsTheHead() {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(Wire.head("X-A: " + "b".repeat(20_000) + "\r\n"))
                            .answer()
                            .status())
                    .isEqualTo(431);
        }
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(Wire.head("").replace("/cmp", "/cmp?" + "a".repeat(20_000)))
                            .answer()
                            .status())
                    .isEqualTo(414);
        }
    }

    static Stream<String> acceptedHeads() {
        String head = Wire.head("LENGTH");
        return Stream.of(
                head.replace("localhost", "[::1]:8080"),
                head.replace("localhost", ""),
                head.replace("POST /", "POST http://localhost/"),
                head.replace("POST /", "POST HTTP://other:1/"),
                head.replace("/cmp", "/cmp?a=b"),
                "\r\n\r\n" + head,
                head.replace("LENGTH", "X-Folded: a\r\n b\r\nLENGTH"),
                head.replace("LENGTH", "X-Foreign: \u00e9\r\nLENGTH"),
                head.replace("LENGTH", "Connection: Upgrade\r\nUpgrade: h2c\r\nLENGTH"),
                head.replace("HTTP/1.1\r\nHost: localhost", "HTTP/1.0"));
    }

    @ParameterizedTest
    @MethodSource("acceptedHeads")
    void acceptsWhatIsHttpAllTheSame(String head) {
        Sample event = Sample.assetAdded();
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.sendBytes(head.replace("LENGTH", length(event.json())) + event.json())
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(held.events(event.mark())).hasSize(1);
    }

    @Test
    void asksNoSenderOfHttp10ForTheBody() {
        Sample event = Sample.assetAdded();
        String head =
                Wire.head("Expect: 100-continue\r\n" + length(event.json())).replace("HTTP/1.1", "HTTP/1.0");
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(head + event.json()).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void meetsNoOtherExpectation() {
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send(Wire.head("Expect: 200-maybe\r\nContent-Length: 3\r\n") + "[1]")
                    .answer();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(wire.send(whole(Sample.assetAdded())).answer().status())
                    .as("the next one on this connection")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /", "HEAD /", "OPTIONS *", "GET /favicon.ico", "GET /webhooks/cmp", "HEAD /webhooks/cmp"})
    void costsALoadBalancersProbeNoWarning(String probe) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        try (Wire wire = Wire.to(gateway)) {
            Answer answer =
                    wire.send(probe + " HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();

            assertThat(answer.status()).isIn(404, 405);
        } finally {
            root.detachAppender(log);
        }
        assertThat(List.copyOf(log.list)).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.WARN));
        assertThat(gateway.metrics()).containsPattern("serai_receipts_seconds_count\\{.*status=\"40[45]\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET"})
    void answersAProbeAsOftenAsItComes(String method) {
        try (Wire wire = Wire.to(gateway)) {
            for (int i = 0; i < 100; i++) {
                wire.send(method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(wire.answer(!method.equals("HEAD")).status()).isEqualTo(404);
            }
        }
    }

    // --- content codings ---

    private static byte[] gzip(byte[]... members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out.toByteArray();
    }

    private static Answer encoded(String coding, byte[] body) {
        try (Wire wire = Wire.to(gateway)) {
            return wire.send(Wire.head("Content-Encoding: " + coding + "\r\nContent-Length: " + body.length + "\r\n"))
                    .send(body)
                    .answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZip"})
    void readsGzip(String coding) {
        Sample event = Sample.assetAdded();

        assertThat(encoded(coding, gzip(event.json().getBytes(UTF_8))).status()).isEqualTo(200);

        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 2 * MB})
    void readsLargeGzip(int size) {
        Sample event = Sample.assetAdded().with("html_body", "x".repeat(size));

        assertThat(encoded("gzip", gzip(event.json().getBytes(UTF_8))).status()).isEqualTo(200);

        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @Test
    void readsEachMemberOfGzip() {
        Sample event = Sample.assetAdded();
        byte[] json = event.json().getBytes(UTF_8);
        byte[] body = gzip(Arrays.copyOf(json, 20), Arrays.copyOfRange(json, 20, json.length));

        assertThat(encoded("gzip", body).status()).isEqualTo(200);

        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @Test
    void boundsWhatGzipBecomes() {
        byte[] bomb = gzip(gzip(new byte[4 * MB + 1]), new byte[64 * MB]);
        assertThat(bomb.length).isLessThan(100_000);

        assertThat(encoded("gzip", bomb).status()).isEqualTo(413);
        assertThat(encoded("gzip", gzip(new byte[0])).status()).isEqualTo(400);

        assertThat(gateway.metrics()).containsPattern("(?m)^serai_receive_in_flight_bytes.* 0\\.0$");
    }

    /** A proxy has unpacked it and left the label. */
    @Test
    void readsWhatIsOnlyCalledGzip() {
        Sample event = Sample.assetAdded();

        assertThat(encoded("gzip", event.json().getBytes(UTF_8)).status()).isEqualTo(200);

        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @Test
    void keepsBrokenGzipAsItCame() {
        byte[] whole = gzip(Sample.assetAdded().json().getBytes(UTF_8));
        byte[] broken = Arrays.copyOf(whole, whole.length - 9);

        Answer answer = encoded("gzip", broken);

        assertThat(answer.body()).startsWith("{\"received\":1,\"new\":0,\"duplicate\":0,\"quarantined\":1");
        assertThat(held.quarantined(broken)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "gzip, br"})
    void saysWhichContentCodingItReads(String coding) {
        Answer answer = encoded(coding, "[]".getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.headers()).containsEntry("accept-encoding", "gzip");
    }

    // --- charsets ---

    static Stream<Arguments> labels() {
        return Stream.of(
                Arguments.of("application/json; charset=ISO-8859-1", "ISO-8859-1"),
                Arguments.of("application/json;CHARSET=\"windows-1252\"", "windows-1252"),
                Arguments.of("text/plain; x=y; charset=utf-16", "UTF-16"),
                Arguments.of("application/json; charset=UTF-16LE", "UTF-16LE"),
                Arguments.of("application/json; charset=Shift_JIS", "UTF-8"),
                Arguments.of("application/json; charset=ISO-8859-1", "UTF-8"),
                Arguments.of("application/json; charset=utf-8", "UTF-8"),
                Arguments.of("application/json; charset=nonsense", "UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void readsTheCharsetThatIsNamedUnlessItIsUtf8(String contentType, String charset) {
        Sample event = Sample.assetAdded().with("title", "M\u00fcller & S\u00f6hne");
        byte[] body = event.json().getBytes(Charset.forName(charset));

        assertThat(labelled(contentType, body).body()).contains("\"new\":1");

        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    private static Answer labelled(String contentType, byte[] body) {
        try (Wire wire = Wire.to(gateway)) {
            return wire.send(Wire.head("Content-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n"))
                    .send(body)
                    .answer();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-nonsense", "us-ascii"})
    void keepsTheLabelOfWhatItCannotRead(String charset) {
        byte[] body = Sample.assetAdded().with("title", "M\u00fcller").json().getBytes(ISO_8859_1);

        assertThat(labelled("application/json; charset=" + charset, body).body())
                .contains("\"quarantined\":1");

        assertThat(held.quarantined(body))
                .extracting(Held.Quarantined::reason)
                .containsExactly("not UTF-8, sent as " + charset);
    }

    // --- secrets ---

    static Stream<String> proofs() {
        String utf8 = new String(FOREIGN.getBytes(UTF_8), ISO_8859_1);
        return Stream.of(
                "POST /webhooks/cmp|Callback-Secret: one, \"secret\"",
                "POST /webhooks/cmp|Callback-Secret: " + FOREIGN,
                "POST /webhooks/cmp|Callback-Secret: " + utf8,
                "POST /webhooks/cmp|Callback-Secret: wrong\r\nCallback-Secret: cmp-secret",
                "POST /webhooks/cmp|Callback-Secret: cmp-secret\r\ncallback-secret: wrong",
                "POST /webhooks/cmp/a%20b%2F" + percent(FOREIGN.getBytes(UTF_8)) + "|X: y",
                "POST /webhooks/cmp/a%20b%2f" + percent(FOREIGN.getBytes(ISO_8859_1)) + "|X: y",
                "POST /webhooks/cmp/%61%20b%2F" + utf8 + "|X: y");
    }

    private static String percent(byte[] bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> "%%%02X".formatted(bytes[i] & 0xff))
                .reduce("", String::concat);
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void readsSecretsAsTheyAreSent(String proof) {
        String[] parts = proof.split("\\|", 2);
        Sample event = Sample.assetAdded();
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.sendBytes(parts[0] + " HTTP/1.1\r\nHost: localhost\r\n" + parts[1] + "\r\n"
                            + length(event.json()) + "\r\n" + event.json())
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "secret", "\"secret\"", "one, secret", "\"one"})
    void takesNoPartOfASecretForTheWhole(String part) {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send("POST /webhooks/cmp HTTP/1.1\r\nHost: localhost\r\nCallback-Secret: " + part
                                    + "\r\nContent-Length: 2\r\n\r\n[]")
                            .answer()
                            .status())
                    .isEqualTo(401);
        }
    }

    // --- rate ---

    @Test
    void tellsAFamilyBeyondItsRateWhenToComeAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.post("graph", Sample.docExpired().json()).statusCode())
                    .isEqualTo(200);
        }
        var refused = gateway.post("graph", Sample.docExpired().json());

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 20L);
        assertThat(gateway.post("cmp", Sample.assetAdded().json()).statusCode())
                .as("another family")
                .isEqualTo(200);
    }
}
