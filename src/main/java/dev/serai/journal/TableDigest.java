package dev.serai.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** How many rows a table has, and a checksum of them that does not depend on their order, which differs between databases. */
final class TableDigest {
    private final TableLayout layout;
    private final MessageDigest sha;
    private long rows;
    /** The first 64 bits of the hash of each row, added up. */
    private long sum;

    TableDigest(TableLayout layout) {
        this.layout = layout;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param checksum hexadecimal */
    record Result(long rows, String checksum) {}

    /** @param row one value for each column of the layout */
    void add(@Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            if (value == null) {
                sha.update((byte) 0);
            } else {
                byte[] bytes = layout.columns().get(i).kind().bytes(value);
                sha.update(ByteBuffer.allocate(1 + Integer.BYTES)
                        .put((byte) 1)
                        .putInt(bytes.length)
                        .flip());
                sha.update(bytes);
            }
        }
        sum += ByteBuffer.wrap(sha.digest()).getLong();
        rows++;
    }

    Result result() {
        return new Result(rows, String.format("%016x", sum));
    }
}
