package dev.serai.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server of this machine, and keeps every byte that its clients send. Where the server's answers name its own
 * port, the tap's stands in its place, so that clients stay with the tap.
 */
public final class Wiretap implements AutoCloseable {
    private final ServerSocket listening;
    private final int server;
    private final List<ByteArrayOutputStream> conversations = new CopyOnWriteArrayList<>();

    /** @param server its port, of five digits */
    public Wiretap(int server) {
        this.server = server;
        try {
            listening = new ServerSocket(Ports.free(), 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** What was sent so far, connection by connection, the earliest first. */
    public List<byte[]> conversations() {
        return conversations.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                conversations.add(kept);
                begin(() -> copy(client, far, kept));
                begin(() -> copy(far, client, null));
            } catch (IOException e) {
                // the tap is closed, or the server is
            }
        }
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "wiretap");
        thread.setDaemon(true);
        thread.start();
    }

    private void copy(Socket from, Socket to, @Nullable ByteArrayOutputStream kept) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (kept == null) {
                    out.write(named(new String(buffer, 0, read, StandardCharsets.ISO_8859_1)));
                } else {
                    kept.write(buffer, 0, read);
                    out.write(buffer, 0, read);
                }
                out.flush();
            }
        } catch (IOException e) {
            // one side has gone
        }
    }

    private byte[] named(String answer) {
        return answer.replace("127.0.0.1:" + server, "127.0.0.1:" + port()).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
