package dev.serai.simulator.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A receiver of webhooks on the loopback that is right but for its quirks. */
final class SmallReceiver implements AutoCloseable {
    private static final int FEW = 4;
    private static final int LARGE = 2_000_000;

    private final ServerSocket server;
    private final Set<Quirk> quirks;
    private final SmallApplication application;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hurt;

    private SmallReceiver(SenderFamily family, Set<Quirk> quirks) throws IOException {
        this.quirks = quirks;
        this.application = new SmallApplication(family, quirks);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static SmallReceiver with(SenderFamily family, Collection<Quirk> quirks) {
        Set<Quirk> all = EnumSet.noneOf(Quirk.class);
        all.addAll(quirks);
        try {
            return new SmallReceiver(family, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "small-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            closed.countDown();
        }
    }

    private void serve(Socket socket) {
        boolean refused = connections.incrementAndGet() > FEW && has(Quirk.SERVES_FEW_CONNECTIONS);
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = !refused;
            while (open) {
                open = exchange(socket, in);
            }
        } catch (IOException e) {
            hurt |= has(Quirk.IS_HURT_BY_BROKEN_BODIES) && !(e instanceof EOFException);
        }
    }

    /** @return whether the connection stays open */
    private boolean exchange(Socket socket, InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        if (headers.containsKey("Expect") && !has(Quirk.NEVER_SAYS_CONTINUE)) {
            write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        if (first.startsWith("POST")) {
            return answer(socket, post(socket, in, headers), false, has(Quirk.ECHOES_HEADERS) ? headers : Map.of());
        }
        boolean head = first.startsWith("HEAD");
        return answer(socket, has(Quirk.FAILS_AT_GET) && !head ? 500 : 200, head, Map.of());
    }

    private int post(Socket socket, InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("Transfer-Encoding") && has(Quirk.WANTS_A_LENGTH)) {
            return 411;
        }
        socket.setSoTimeout(has(Quirk.IS_IMPATIENT) ? 100 : 0);
        byte[] body = body(in, headers);
        if (has(Quirk.GIVES_UP_AT_FIN) && isFinished(socket, in)) {
            throw new EOFException();
        }
        socket.setSoTimeout(0);
        int status = headers.containsKey("Expect") && has(Quirk.NEVER_SAYS_CONTINUE) ? 200 : timed(headers, body);
        pause(has(Quirk.IS_HURT_BY_BROKEN_BODIES) ? 50 : 0);
        return hurt ? 500 : status;
    }

    private int timed(Map<String, String> headers, byte[] body) throws EOFException {
        if (has(Quirk.SERVES_ONE_AFTER_THE_OTHER)) {
            synchronized (this) {
                pause(80);
            }
        }
        boolean slower = has(Quirk.GETS_SLOWER) && requests.incrementAndGet() > 2;
        pause(slower || has(Quirk.IS_SLOW) ? 1_000 : has(Quirk.IS_A_BIT_SLOW) ? 250 : 0);
        return application.status(headers, body);
    }

    private void pause(long ms) throws EOFException {
        try {
            if (ms > 0 && closed.await(ms, TimeUnit.MILLISECONDS)) {
                throw new EOFException();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFinished(Socket socket, InputStream in) throws IOException {
        socket.setSoTimeout(30);
        in.mark(1);
        try {
            boolean finished = in.read() < 0;
            in.reset();
            return finished;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("Transfer-Encoding")) {
            return chunks(in);
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        if (length > LARGE && has(Quirk.BREAKS_AT_LARGE_BODIES)) {
            throw new EOFException();
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new SocketException("broken off");
        }
        return body;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private boolean answer(Socket socket, int status, boolean head, Map<String, String> echoed) throws IOException {
        boolean says = has(Quirk.CLOSES_AND_SAYS_SO);
        String body = status == 204 || (head && !has(Quirk.ANSWERS_HEAD_WITH_A_BODY)) ? "" : "ok";
        write(
                socket,
                String.format(
                        Locale.ROOT,
                        "HTTP/1.1 %d Said\r\n%sContent-Length: %d\r\n%s\r\n%s",
                        status,
                        status == 302 ? "Location: /elsewhere?secret=first-secret\r\n" : "",
                        head ? 2 : body.length(),
                        says ? "Connection: close\r\n" : echoed(echoed),
                        body));
        return !says && status != 411 && !has(Quirk.CLOSES_WITHOUT_A_WORD);
    }

    private static String echoed(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(each -> !each.getKey().startsWith("Content-Length"))
                .map(each -> each.getKey() + ": " + each.getValue() + "\r\n")
                .collect(Collectors.joining());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new EOFException();
            }
            line.append((char) each);
        }
        return line.toString().stripTrailing();
    }

    private boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
