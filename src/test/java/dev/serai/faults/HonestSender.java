package dev.serai.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A sender of Campaign events that comes from an address of its own and sends one after the other, on a new connection
 * each, while others misbehave.
 */
final class HonestSender implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String ADDRESS = "127.0.0.2";

    private final int port;
    private final String name;
    private final Thread thread;
    private final List<String> kept = Collections.synchronizedList(new ArrayList<>());
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean stop;

    private HonestSender(int port, String name) {
        this.port = port;
        this.name = name;
        this.thread = new Thread(this::send, name);
    }

    static HonestSender start(int port, String name) {
        HonestSender sender = new HonestSender(port, name);
        sender.thread.start();
        return sender;
    }

    private void send() {
        for (int i = 0; !stop; i++) {
            long since = System.nanoTime();
            String mark = name + i;
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0));
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
                String body = OddRequests.good(mark);
                socket.getOutputStream()
                        .write(("POST /webhooks/campaign HTTP/1.1\r\nHost: localhost\r\n"
                                        + OddRequests.PROOF.get("campaign") + "\r\nContent-Length: " + body.length()
                                        + "\r\n\r\n" + body)
                                .getBytes(UTF_8));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                Answer answer = Answer.read(in, false);
                if (answer != null && answer.status() == 200) {
                    kept.add(mark);
                } else {
                    problems.add(mark + " got " + answer);
                }
            } catch (IOException e) {
                problems.add(mark + " " + e);
            }
            millis.add((System.nanoTime() - since) / 1_000_000);
        }
    }

    /** How many it has sent so far. */
    int sent() {
        return millis.size();
    }

    List<String> kept() {
        return kept;
    }

    /** What it got instead of 200. */
    List<String> problems() {
        return problems;
    }

    long medianMillis() {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Returns when its last request is answered. */
    void end() {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end();
    }
}
