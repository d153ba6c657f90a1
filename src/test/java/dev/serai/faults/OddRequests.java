package dev.serai.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes up requests, one sender's share of them; the same seed makes the same. Used by one thread. */
final class OddRequests {
    private static final String CANARY = OddSamples.CANARY;
    static final Map<String, String> PROOF = Map.of(
            "campaign", "Authorization: Basic dXNlcjpjYW1wYWlnbi1zZWNyZXQ=",
            "cmp", "Callback-Secret: cmp-secret",
            "graph", "X-Serai-Token: graph-secret",
            "experimentation", "X-Serai-Token: experimentation-secret");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "post");
    private static final List<String> PATHS = List.of(
            "/",
            "*",
            "//webhooks/cmp",
            "/webhooks/%63mp",
            "/webhooks/cmp/../graph",
            "/webhooks/cmp/a/b",
            "/webhooks/cmp;" + CANARY,
            "/" + CANARY,
            "/webhooks/" + CANARY,
            "/%00%ff%c0%80" + CANARY,
            "http://" + CANARY + "/webhooks/odp",
            "/observe/ledger?" + CANARY);
    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: multipart/form-data; boundary=" + CANARY,
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: ",
            "Content-Type: " + CANARY,
            "Content-Encoding: gzip",
            "Content-Language: \u00e4\u00f6\u00ff",
            "Content-MD5: " + CANARY,
            "Accept: application/xml",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: ${header.secret}",
            "X-Broker-Message-ID: " + CANARY,
            "X-Broker-Message-ID:",
            "X-Broker-Message-ID: \u00e4" + "m".repeat(2_000),
            "X-Forwarded-For: " + CANARY + ", 127.0.0.1",
            "X-HTTP-Method-Override: DELETE",
            "CamelHttpUri: http://" + CANARY,
            "CamelJdbcParameters: " + CANARY,
            "Cookie: " + CANARY + "=" + CANARY,
            "Range: bytes=0-0",
            "If-None-Match: *",
            "Trailer: " + CANARY,
            "TE: trailers",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
            "!#$%&'*+-.^_`|~: " + CANARY,
            "X-Folded: a\r\n\t" + CANARY,
            "X-Long: " + CANARY.repeat(300));

    private final OddSamples samples;
    private final RandomGenerator random;
    private final String sender;
    private int goods;

    /** @param sender tells its good events from those of others */
    OddRequests(OddSamples samples, RandomGenerator random, String sender) {
        this.samples = samples;
        this.random = random;
        this.sender = sender;
    }

    /** A good event of Campaign, whose subject is the mark. */
    static String good(String mark) {
        return "{\"type\":\"open\",\"clientId\":1,\"mailId\":\"" + mark + "\",\"id\":\"" + mark
                + "\",\"created\":1617108575391}";
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    OddRequest next() {
        return switch (random.nextInt(10)) {
            case 0 -> withGoodOnes();
            case 1, 2, 3 -> broken();
            default -> elements(any(samples.families()), List.of());
        };
    }

    /** Good events between odd ones: nothing of the head keeps them from being kept. */
    private OddRequest withGoodOnes() {
        List<String> marks = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            marks.add("good-" + sender + "-" + goods++);
        }
        return elements("campaign", marks);
    }

    private OddRequest elements(String family, List<String> good) {
        List<String> elements =
                new ArrayList<>(good.stream().map(OddRequests::good).toList());
        boolean alone = elements.isEmpty() && oneIn(2);
        for (int i = alone ? 1 : random.nextInt(5); i > 0; i--) {
            elements.add(random.nextInt(elements.size() + 1), odd(family));
        }
        String body = alone ? elements.get(0) : "[" + String.join(oneIn(2) ? "," : " ,\r\n", elements) + "]";
        boolean admitted = !good.isEmpty() || !oneIn(8);
        // a list in the list may hold elements of its own, and so may the list of changes of Experimentation
        boolean unclear = family.equals("experimentation") || elements.stream().anyMatch(each -> each.startsWith("["));
        return request(family, body.getBytes(UTF_8), admitted, unclear ? OddRequest.UNKNOWN : elements.size(), good);
    }

    private String odd(String family) {
        JsonNode sample = any(samples.of(family));
        return OddJson.write(sample, random, any(List.of(4, 15, 60)));
    }

    private OddRequest broken() {
        String family = any(samples.families());
        byte[] body = OddBytes.broken(odd(family).getBytes(UTF_8), random);
        return request(family, body, body.length > 0 && !oneIn(8), OddRequest.UNKNOWN, List.of());
    }

    private OddRequest request(String family, byte[] body, boolean admitted, int elements, List<String> good) {
        String method = "POST";
        String path = "/webhooks/" + family + (oneIn(8) ? "?" + CANARY + "=%00&a[]=${b}" : "");
        String proof = PROOF.getOrDefault(family, "") + "\r\n";
        if (!admitted) {
            switch (random.nextInt(4)) {
                case 0 -> method = any(METHODS);
                case 1 -> path = any(PATHS);
                case 2 -> proof += "Content-Encoding: deflate, br, " + CANARY + "\r\n";
                default -> proof = oneIn(2) ? "" : proof.replaceFirst("...\r\n", CANARY + "\r\n");
            }
        }
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + proof);
        // none twice, or the head is too long
        Set<String> more = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            more.add(any(HEADERS));
        }
        more.forEach(header -> head.append(header).append("\r\n"));
        return new OddRequest(framed(head, body), method.equals("HEAD"), admitted, elements, good);
    }

    private byte[] framed(StringBuilder head, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        if (oneIn(4)) {
            request.writeBytes(
                    head.append("transfer-encoding: Chunked\r\n\r\n").toString().getBytes(ISO_8859_1));
            for (int from = 0; from < body.length; ) {
                int to = Math.min(body.length, from + 1 + random.nextInt(oneIn(4) ? 7 : 5_000));
                String extension = oneIn(3) ? ";" + CANARY + "=\"" + CANARY + "\"" : "";
                request.writeBytes((Integer.toHexString(to - from) + extension + "\r\n").getBytes(ISO_8859_1));
                request.writeBytes(Arrays.copyOfRange(body, from, to));
                request.writeBytes(new byte[] {'\r', '\n'});
                from = to;
            }
            request.writeBytes(
                    ("0\r\n" + (oneIn(3) ? "X-" + CANARY + ": trailer\r\n" : "") + "\r\n").getBytes(ISO_8859_1));
        } else {
            request.writeBytes(head.append("Content-Length: " + body.length + "\r\n\r\n")
                    .toString()
                    .getBytes(ISO_8859_1));
            request.writeBytes(body);
        }
        return request.toByteArray();
    }
}
