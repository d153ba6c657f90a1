package dev.serai.receive;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Reads a body that was sent as gzip, no further than a body may be large. */
final class Gzip {
    private static final int PIECE = 64 << 10;

    private Gzip() {}

    /** The body is not read to its end. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient HttpProblem problem;

        RefusedException(HttpProblem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        HttpProblem problem() {
            return problem;
        }
    }

    /**
     * @param most bytes of the result
     * @param account where the bytes of the result are reserved; unchanged if it is refused
     * @return the result; the body itself, with nothing reserved, if it is no gzip to its end: it goes to quarantine as it
     *     came, unless a proxy has unpacked it and left the label
     */
    static byte[] unpacked(byte[] body, long most, BodyBytes.Account account) throws RefusedException {
        BodyBuffer unpacked = new BodyBuffer();
        long reserved = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body), PIECE)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (reserved + read > most) {
                    throw new RefusedException(HttpProblem.tooLarge(most));
                }
                if (!account.reserve(read)) {
                    throw new RefusedException(HttpProblem.BUSY);
                }
                reserved += read;
                unpacked.add(Buffer.buffer(Arrays.copyOf(piece, read)));
            }
            return unpacked.take();
        } catch (IOException e) {
            account.release(reserved);
            return body;
        } catch (RefusedException | OutOfMemoryError e) {
            account.release(reserved);
            throw e instanceof RefusedException refused ? refused : new RefusedException(HttpProblem.BUSY);
        }
    }
}
