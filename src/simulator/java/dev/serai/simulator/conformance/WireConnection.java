package dev.serai.simulator.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a receiver. HTTP clients hide what matters here: when a connection ends, what is sent in which pieces,
 * and whether a request was sent a second time without being asked.
 */
final class WireConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** A body beyond it is sent beside the reading: a receiver may answer before it has read all, or never read it. */
    private static final int LARGE = 32 * 1024;

    private final Target target;
    private final Duration limit;
    private final Traffic traffic;
    private final Socket socket;
    private final TimedInput in;
    private final OutputStream out;
    private volatile @Nullable IOException unsent;
    private String request = "";
    private long began;

    private WireConnection(Target target, Duration limit, Traffic traffic, Socket socket) throws IOException {
        this.target = target;
        this.limit = limit;
        this.traffic = traffic;
        this.socket = socket;
        this.in = new TimedInput(socket);
        this.out = socket.getOutputStream();
    }

    /** @throws IOException if nothing listens, or TLS fails; the message says what */
    static WireConnection connected(Target target, Duration limit, Traffic traffic) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(target.host(), target.port()), (int) CONNECT.toMillis());
            plain.setTcpNoDelay(true);
            Socket socket = target.isTls() ? secured(plain, target) : plain;
            return new WireConnection(target, limit, traffic, socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, Target target) throws IOException {
        SSLSocket secured = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout((int) CONNECT.toMillis());
        secured.startHandshake();
        return secured;
    }

    static WireConnection open(Target target, Duration limit, Traffic traffic) throws CheckFailedException {
        try {
            return connected(target, limit, traffic);
        } catch (IOException e) {
            throw CheckFailedException.because("no connection: " + e.getMessage());
        }
    }

    /** Sends all of it, and waits for the answer. */
    Answer post(Post post) throws CheckFailedException {
        byte[] body = post.bytes();
        head("POST", post, "Content-Length: " + body.length);
        if (body.length > LARGE) {
            Thread writer = new Thread(() -> write(body), "conformance-body");
            writer.setDaemon(true);
            writer.start();
        } else {
            write(body);
        }
        return answer();
    }

    /**
     * Sends the head of a request.
     *
     * @param framing header lines beside those of the request
     */
    void head(String method, Post post, String... framing) {
        traffic.begin(post.bytes().length);
        request = method + " " + target.shownPath() + ", " + post.bytes().length + " bytes, "
                + (post.contentType() == null ? "no content type" : post.contentType())
                + (post.remark().isEmpty() ? "" : ", " + post.remark());
        StringBuilder head = new StringBuilder(method + " " + target.path() + " HTTP/1.1\r\n");
        head.append("Host: ").append(target.authority()).append("\r\n");
        head.append("User-Agent: serai-conformance\r\n");
        post.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        for (String line : framing) {
            head.append(line).append("\r\n");
        }
        began = System.nanoTime();
        write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /** That it cannot be sent is no error yet: the receiver may have answered. */
    void write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            unsent = e;
        }
    }

    /** Sends no more, and still reads. */
    void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            unsent = e;
        }
    }

    /** Ends the connection with a reset. */
    void abort() throws CheckFailedException {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
            traffic.ended(new Exchange(request, "broken off by the sender", ms()));
        } catch (IOException e) {
            throw CheckFailedException.because("the connection was broken before: " + e.getMessage());
        }
    }

    /** The final answer. */
    Answer answer() throws CheckFailedException {
        return answer(limit, false);
    }

    /** The next answer of any kind, null if there is none in that time. */
    @Nullable
    Answer interim(Duration patience) throws CheckFailedException {
        try {
            return answer(patience, true);
        } catch (CheckFailedException e) {
            if (e.isLate()) {
                return null;
            }
            throw e;
        }
    }

    private Answer answer(Duration patience, boolean interim) throws CheckFailedException {
        in.until(patience);
        try {
            Answer answer = read();
            while (answer.status() < 200 && !interim) {
                answer = read();
            }
            traffic.ended(new Exchange(request, answer.toString(), answer.ms()));
            return answer;
        } catch (SocketTimeoutException e) {
            traffic.ended(new Exchange(request, "no answer", ms()));
            throw CheckFailedException.late(patience);
        } catch (IOException e) {
            IOException first = unsent == null ? e : unsent;
            String what = first instanceof EOFException
                    ? String.valueOf(first.getMessage())
                    : "the connection broke (" + first.getMessage() + ")";
            traffic.ended(new Exchange(request, what, ms()));
            throw CheckFailedException.because("no answer: " + what);
        }
    }

    private Answer read() throws IOException {
        String[] line = in.line().split(" ", 3);
        if (line.length < 2 || !line[0].startsWith("HTTP/1.") || !line[1].matches("\\d{3}")) {
            throw new EOFException("something came that is no answer of HTTP/1.1");
        }
        int status = Integer.parseInt(line[1]);
        in.record();
        Map<String, String> headers = headers();
        if (!request.startsWith("HEAD") && status >= 200 && status != 204 && status != 304) {
            skipBody(headers);
        }
        return new Answer(status, Map.copyOf(headers), in.recorded(), ms());
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private void skipBody(Map<String, String> headers) throws IOException {
        try {
            if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
                skipChunks();
            } else if (headers.containsKey("content-length")) {
                in.skip(Long.parseLong(String.valueOf(headers.get("content-length"))));
            } else {
                in.skipAll();
            }
        } catch (NumberFormatException e) {
            throw new EOFException("the length of the answer is no number");
        }
    }

    private void skipChunks() throws IOException {
        for (long size = chunk(); size > 0; size = chunk()) {
            in.skip(size);
            in.line();
        }
        headers();
    }

    private long chunk() throws IOException {
        return Long.parseLong(in.line().replaceFirst(";.*", "").strip(), 16);
    }

    private long ms() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            unsent = e;
        }
    }
}
