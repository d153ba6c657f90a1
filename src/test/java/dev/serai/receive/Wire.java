package dev.serai.receive;

import dev.serai.testing.Gateway;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection without manners: sends exactly the bytes it is told to, and reads what comes back. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int CHUNK = 64 * 1024;

    private final Socket socket;
    private final InputStream in;

    /** @param headers names in lower case */
    record Answer(int status, Map<String, String> headers, String body) {}

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(Gateway gateway) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a request of CMP with the right secret. Each header line ends with {@code \r\n}. */
    static String head(String headers) {
        return "POST /webhooks/cmp HTTP/1.1\r\nHost: localhost\r\nCallback-Secret: cmp-secret\r\n" + headers + "\r\n";
    }

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each character as one byte. */
    Wire sendBytes(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the far side still lets us send. */
    boolean accepts(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    /** A body in chunks, so that nobody knows its length before its end. */
    Wire sendChunked(byte[] body) {
        for (int from = 0; from < body.length; from += CHUNK) {
            int length = Math.min(CHUNK, body.length - from);
            send(Integer.toHexString(length) + "\r\n");
            send(Arrays.copyOfRange(body, from, from + length));
            send("\r\n");
        }
        return send("0\r\n\r\n");
    }

    /** Says that nothing more comes, and goes on reading. */
    Wire halfClose() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one answer. */
    Answer answer() {
        return answer(true);
    }

    /** @param hasBody whether a body follows, as it does for all but HEAD */
    Answer answer(boolean hasBody) {
        try {
            int status = Integer.parseInt(line().substring("HTTP/1.1 ".length()).substring(0, 3));
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
            return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended after: " + line);
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** Waits until the far side closes. @return how long that took */
    Duration untilClosed() {
        long since = System.nanoTime();
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // closed, too
        } catch (IOException e) {
            throw new UncheckedIOException("still open", e);
        }
        return Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
