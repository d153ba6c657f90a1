package dev.serai.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts single events at a given rate, each at its time, also if the answers before it are late; and measures from that
 * time, so that waiting counts.
 */
final class Pace {
    private final String tag;
    private final int connections;
    private final int first;
    private final long[] due;
    private final long[] answered;

    private Pace(String tag, int connections, int first, int events) {
        this.tag = tag;
        this.connections = connections;
        this.first = first;
        this.due = new long[events];
        this.answered = new long[events];
    }

    /**
     * @param tag with which the ids of the events begin
     * @param perSecond events, each in a request of its own
     * @param before for how long it posts before it measures
     */
    static Pace run(String tag, int port, int connections, int perSecond, Duration before, Duration time)
            throws InterruptedException {
        int first = (int) (perSecond * before.toMillis() / 1000);
        Pace pace = new Pace(tag, connections, first, first + (int) (perSecond * time.toMillis() / 1000));
        long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
        for (int n = 0; n < pace.due.length; n++) {
            pace.due[n] = begin + n * 1_000_000_000L / perSecond;
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int connection = i;
            Thread thread = new Thread(() -> pace.send(port, connection));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return pace;
    }

    private void send(int port, int connection) {
        byte[] answer = new byte[4096];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            for (int n = connection; n < due.length; n += connections) {
                for (long left = due[n] - System.nanoTime(); left > 0; left = due[n] - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(request(n).getBytes(StandardCharsets.US_ASCII));
                int read = in.read(answer);
                if (read < 12 || !new String(answer, 0, 12, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
                    throw new IllegalStateException("not a 200 but " + read + " bytes");
                }
                answered[n] = System.nanoTime();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String request(int n) {
        String body =
                ("{\"type\":\"bounce\",\"id\":\"%s-%d\",\"clientId\":1,\"created\":%d,\"mailId\":\"4P6W8B4-4P6W0LI\","
                                + "\"mediaTypesToAddresses\":{\"EMAIL\":\"reader%d@example.com\"},\"category\":\"softbounce\"}")
                        .formatted(tag, n, 1_772_366_400_000L + n, n % 50_000);
        return "POST /webhooks/campaign HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    /** When the nth was answered, by {@link System#nanoTime}; 0 if it was not. */
    long answered(int n) {
        return answered[n];
    }

    /** The number of the first that is measured. */
    int first() {
        return first;
    }

    /** The number after the last. */
    int end() {
        return due.length;
    }

    /** The time within which that part of all was answered, in milliseconds. */
    double percentile(double part) {
        double[] millis = new double[due.length - first];
        for (int n = first; n < due.length; n++) {
            millis[n - first] = answered[n] == 0 ? Double.POSITIVE_INFINITY : (answered[n] - due[n]) / 1e6;
        }
        return percentile(millis, part);
    }

    static double percentile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * sorted.length))];
    }
}
