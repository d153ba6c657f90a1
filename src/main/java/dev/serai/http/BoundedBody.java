package dev.serai.http;

import dev.serai.outbox.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** The body of an answer, inflated, up to a number of bytes. */
final class BoundedBody extends HttpEntityWrapper {
    private final HttpEntity body;
    private final AnswerBounds.Call call;
    private final int most;
    private final boolean isCut;
    private @Nullable InputStream content;

    /**
     * @param most bytes
     * @param isCut whether the body ends at the bound; if not, the call fails there
     */
    BoundedBody(HttpEntity body, AnswerBounds.Call call, int most, boolean isCut) {
        super(body);
        this.body = body;
        this.call = call;
        this.most = most;
        this.isCut = isCut;
    }

    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new Content(body.getContent());
        }
        return content;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            in.transferTo(out);
        }
    }

    private final class Content extends InputStream {
        private final InputStream in;
        private int count;
        private boolean ended;

        Content(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (ended || length == 0) {
                return ended ? -1 : 0;
            }
            int read;
            try {
                read = in.read(bytes, offset, Math.min(length, most - count + 1));
            } catch (IOException | RuntimeException e) {
                end();
                call.explain(e);
                throw e;
            }
            count += Math.max(0, read);
            if (read < 0) {
                end();
                in.close();
            } else if (count > most) {
                end();
                call.abort();
                if (!isCut) {
                    throw new UnavailableException("an answer of more than " + (most >> 10) + " KB");
                }
                return read > 1 ? read - 1 : -1;
            }
            return read;
        }

        private void end() {
            ended = true;
            call.isDone();
        }

        /** Reads the little that may be left, so that the connection can be used again; no more than that. */
        @Override
        public void close() {
            try {
                byte[] rest = new byte[1 << 10];
                while (read(rest, 0, rest.length) >= 0) {
                    // it is of no interest
                }
            } catch (IOException | UnavailableException e) {
                call.abort();
            }
        }
    }
}
