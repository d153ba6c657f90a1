package dev.serai.receive;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a body while it arrives, in pieces: nothing is copied as it grows, and neither a sender that sends single
 * bytes nor one that sends megabytes costs much more memory than what it has sent.
 */
final class BodyBuffer {
    private static final int SMALLEST = 512;
    private static final int LARGEST = 64 << 10;

    private final List<byte[]> pieces = new ArrayList<>();
    private byte[] last = new byte[0];
    private int free;
    private int size;

    void add(Buffer chunk) {
        for (int from = 0; from < chunk.length(); ) {
            if (free == 0) {
                last = new byte[Math.max(SMALLEST, Math.min(LARGEST, Math.max(chunk.length() - from, size)))];
                pieces.add(last);
                free = last.length;
            }
            int length = Math.min(free, chunk.length() - from);
            chunk.getBytes(from, from + length, last, last.length - free);
            free -= length;
            from += length;
            size += length;
        }
    }

    /** The whole body, which is forgotten here. */
    byte[] take() {
        byte[] body = new byte[size];
        int to = 0;
        for (byte[] piece : pieces) {
            int length = Math.min(piece.length, size - to);
            System.arraycopy(piece, 0, body, to, length);
            to += length;
        }
        forget();
        return body;
    }

    void forget() {
        pieces.clear();
        last = new byte[0];
        free = 0;
        size = 0;
    }
}
