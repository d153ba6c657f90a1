package dev.serai.simulator.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The line to a server on this machine, which breaks when it is told: just when the answer comes back, so that something
 * was done and nobody has heard of it.
 */
public final class Line implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocket here;
    private final int port;
    private final AtomicInteger breaks = new AtomicInteger();
    private volatile String request = "";

    private Line(int port) throws IOException {
        this.port = port;
        this.here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** @param port of the server */
    public static Line to(int port) throws IOException {
        Line line = new Line(port);
        daemon(line::accept);
        return line;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return here.getLocalPort();
    }

    /** The next so many requests that contain a text get no answer: their connections break when it comes. */
    public void loseAnswers(String toRequest, int times) {
        request = toRequest;
        breaks.set(times);
    }

    /** How many answers are still to be lost. */
    public int toLose() {
        return breaks.get();
    }

    private void accept() {
        while (!here.isClosed()) {
            try {
                connect(here.accept());
            } catch (IOException e) {
                // the server is away, and the client's connection is closed; or the test has ended
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            AtomicBoolean doomed = new AtomicBoolean();
            daemon(() -> forward(client, server, doomed, true));
            daemon(() -> forward(server, client, doomed, false));
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private void forward(Socket from, Socket to, AtomicBoolean doomed, boolean requests) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (requests && breaksAfter(new String(buffer, 0, length, StandardCharsets.ISO_8859_1))) {
                    doomed.set(true);
                }
                if (!requests && doomed.get()) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // the other direction has closed both
        }
    }

    private boolean breaksAfter(String sent) {
        return sent.contains(request) && breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public void close() {
        try {
            here.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
