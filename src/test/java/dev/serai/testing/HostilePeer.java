package dev.serai.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** A far side over HTTP whose answers have no end. It reads each request as it should. */
public final class HostilePeer implements AutoCloseable {
    private static final byte[] ZEROS = new byte[64 << 10];
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private final ServerSocket server;
    private final Script script;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    /** What it answers; ends when the other side closes the connection. */
    @FunctionalInterface
    public interface Script {
        /** @param line such as {@code POST /path HTTP/1.1} */
        void answer(String line, OutputStream out) throws IOException;
    }

    /** Ways to answer without an end. */
    public enum Way implements Script {
        BODY {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "\r\n");
                for (; ; ) {
                    out.write(ZEROS);
                }
            }
        },
        CHUNKS {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "Transfer-Encoding: chunked\r\n\r\n");
                String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
                for (; ; ) {
                    say(out, chunk);
                }
            }
        },
        LONG_BODY {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "Content-Length: 9000000000000\r\n\r\n");
                for (; ; ) {
                    out.write(ZEROS);
                }
            }
        },
        GZIP {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "Content-Encoding: gzip\r\n\r\n");
                OutputStream bomb = new GZIPOutputStream(out);
                for (; ; ) {
                    bomb.write(ZEROS);
                }
            }
        },
        GZIP_IN_GZIP {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "Content-Encoding: gzip, gzip\r\n\r\n");
                OutputStream bomb = new GZIPOutputStream(new GZIPOutputStream(out));
                for (; ; ) {
                    bomb.write(ZEROS);
                }
            }
        },
        HEADERS {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK);
                for (int i = 0; ; i++) {
                    say(out, "X-" + i + ": " + "x".repeat(1_000) + "\r\n");
                }
            }
        },
        HEADER_LINE {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "X: ");
                for (; ; ) {
                    say(out, "x".repeat(10_000));
                }
            }
        },
        STATUS_LINE {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, "HTTP/1.1 200 ");
                for (; ; ) {
                    say(out, "O".repeat(10_000));
                }
            }
        },
        INTERIM {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                for (; ; ) {
                    say(out, "HTTP/1.1 102 Processing\r\nX: y\r\n\r\n");
                }
            }
        },
        BODY_BIT_BY_BIT {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "\r\n");
                bitByBit(out);
            }
        },
        HEAD_BIT_BY_BIT {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, OK + "X: ");
                bitByBit(out);
            }
        },
        REFUSAL {
            @Override
            public void answer(String line, OutputStream out) throws IOException {
                say(out, "HTTP/1.1 503 No\r\nContent-Type: text/plain\r\n\r\nbusy ");
                for (; ; ) {
                    out.write(ZEROS);
                }
            }
        };

        private static void bitByBit(OutputStream out) throws IOException {
            for (; ; ) {
                say(out, "x");
                pause();
            }
        }
    }

    public HostilePeer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "hostile-peer");
        thread.setDaemon(true);
        thread.start();
    }

    public static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** How many requests it has read. */
    public int requests() {
        return requests.get();
    }

    /** How many connections it has accepted. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            for (; ; ) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (String line = request(socket.getInputStream()); !line.isEmpty(); ) {
                requests.incrementAndGet();
                script.answer(line, socket.getOutputStream());
                line = request(socket.getInputStream());
            }
        } catch (IOException e) {
            // the other side has had enough
        }
        open.remove(socket);
    }

    /** @return its first line; empty if there is none any more */
    private static String request(InputStream in) throws IOException {
        String first = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.readNBytes(length);
        return first;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
            line.write(each);
        }
        return line.toString(ISO_8859_1).strip();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Closeable each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
