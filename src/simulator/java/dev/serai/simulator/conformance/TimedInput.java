package dev.serai.simulator.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** What a socket receives, until a time that holds for all bytes together. */
final class TimedInput {
    private static final int MAX_LINE = 64 * 1024;
    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int next;
    private int filled;
    private long end;
    private final StringBuilder record = new StringBuilder();

    TimedInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    void until(Duration fromNow) {
        end = System.nanoTime() + fromNow.toNanos();
    }

    /**
     * One byte, or -1 at the end.
     *
     * @throws SocketTimeoutException if the time is up
     */
    int read() throws IOException {
        if (next == filled && !fill()) {
            return -1;
        }
        int each = buffer[next++] & 0xff;
        if (record.length() < MAX_LINE) {
            record.append((char) each);
        }
        return each;
    }

    /** Keeps what is read from now on, as far as it is short. */
    void record() {
        record.setLength(0);
    }

    String recorded() {
        return record.toString();
    }

    private boolean fill() throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("the time is up");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        next = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }

    /** @throws EOFException if the end comes before the line's */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = read(); each != '\n'; each = read()) {
            if (each < 0 || line.length() > MAX_LINE) {
                throw new EOFException(each < 0 ? "the connection was closed" : "a line is too long");
            }
            line.append((char) each);
        }
        return line.toString().stripTrailing();
    }

    void skip(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            if (read() < 0) {
                throw new EOFException("the connection was closed within an answer");
            }
        }
    }

    void skipAll() throws IOException {
        while (read() >= 0) {
            // until the receiver closes
        }
    }
}
