package dev.serai.mail;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * A connection to a mail server for one mail. Angus Mail reads a line and a reply without end (<a
 * href="https://github.com/eclipse-ee4j/angus-mail/blob/2.0.5/core/src/main/java/org/eclipse/angus/mail/util/LineInputStream.java">
 * LineInputStream</a>), so this socket bounds what it reads: the bytes of all answers together, the time of each answer,
 * and the time of the whole mail. It lies below TLS, so the bounds hold before STARTTLS, during the handshake and after.
 */
final class BoundedSocket extends Socket {
    /** The answers to a mail with 100 recipients, and a TLS handshake, take some 30 KB. */
    static final int MAX_BYTES = 256 * 1024;

    private final Duration answer;
    private final Duration mail;
    private final long mailBy;
    private long answerBy;
    private boolean counted;
    private int bytes;

    /**
     * @param answer how long one answer may take, and the server may read nothing
     * @param mail how long all together may take
     */
    BoundedSocket(Duration answer, Duration mail) {
        this.answer = answer;
        this.mail = mail;
        this.mailBy = System.nanoTime() + mail.toNanos();
        asked();
    }

    private void asked() {
        answerBy = System.nanoTime() + answer.toNanos();
        counted = false;
    }

    private static long left(long until) {
        return until - System.nanoTime();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                waitForAnswer();
                try {
                    return counted(super.read(to, offset, length));
                } catch (SocketTimeoutException e) {
                    throw counted || left(mailBy) <= 0 ? late() : e;
                }
            }
        };
    }

    /** @throws SmtpLimitException if there is no time left, even though the server goes on and on */
    private void waitForAnswer() throws IOException {
        long left = Math.min(left(answerBy), left(mailBy));
        if (left <= 0) {
            throw late();
        }
        setSoTimeout((int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left) + 1));
    }

    private int counted(int count) throws IOException {
        counted = true;
        bytes += Math.max(0, count);
        if (bytes > MAX_BYTES) {
            throw new SmtpLimitException(
                    "the mail server has answered more than " + MAX_BYTES / 1024 + " KB to one mail");
        }
        return count;
    }

    private SmtpLimitException late() {
        return new SmtpLimitException(
                left(mailBy) <= 0
                        ? "one mail has taken longer than " + mail.toMillis()
                                + " ms, nine tenths of outbox.call-timeout"
                        : "one answer of the mail server has taken longer than mail.timeout, " + answer.toMillis()
                                + " ms");
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                if (left(mailBy) <= 0) {
                    throw late();
                }
                try {
                    out.write(from, offset, length);
                } catch (IOException e) {
                    throw isClosed() ? unread() : e;
                }
                asked();
            }
        };
    }

    /** Angus Mail has closed the connection, because a write has taken longer than {@code mail.smtp.writetimeout}. */
    private SmtpLimitException unread() {
        return new SmtpLimitException(
                "the mail server has read nothing for mail.timeout, " + answer.toMillis() + " ms");
    }

    /** A socket for each mail. */
    static final class Factory extends SocketFactory {
        private final Duration answer;
        private final Duration mail;

        Factory(Duration answer, Duration mail) {
            this.answer = answer;
            this.mail = mail;
        }

        @Override
        public Socket createSocket() {
            return new BoundedSocket(answer, mail);
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw connected();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw connected();
        }

        private static UnsupportedOperationException connected() {
            return new UnsupportedOperationException("Angus Mail connects the socket itself");
        }
    }
}
