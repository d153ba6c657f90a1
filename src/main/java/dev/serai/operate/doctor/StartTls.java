package dev.serai.operate.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Asks a server for TLS on a connection that begins without. */
final class StartTls {
    private static final int MAX_LINE = 2_000;
    private static final int MAX_LINES = 100;
    /** PostgreSQL's request for TLS: its length, and its code. */
    private static final ByteBuffer SSL_REQUEST =
            ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).flip();

    private StartTls() {}

    /**
     * By STARTTLS of SMTP.
     *
     * @throws IOException if the server has no STARTTLS, with what it says
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3207">RFC 3207</a>
     */
    static void smtp(Socket connection) throws IOException {
        expect(connection, "", "220");
        expect(connection, "EHLO localhost", "250");
        expect(connection, "STARTTLS", "220");
    }

    /**
     * By the request for TLS of PostgreSQL.
     *
     * @throws IOException if the server has no TLS
     * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">SSL session encryption</a>
     */
    static void postgresql(Socket connection) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(SSL_REQUEST.array());
        out.flush();
        if (connection.getInputStream().read() != 'S') {
            throw new IOException("the server has no TLS");
        }
    }

    private static void expect(Socket connection, String command, String code) throws IOException {
        if (!command.isEmpty()) {
            OutputStream out = connection.getOutputStream();
            out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        InputStream in = connection.getInputStream();
        String line = line(in);
        for (int i = 0; i < MAX_LINES && line.length() > 3 && line.charAt(3) == '-'; i++) {
            line = line(in);
        }
        if (!line.startsWith(code)) {
            throw new IOException((command.isEmpty() ? "the greeting" : command.replaceFirst(" .*", ""))
                    + " is answered " + line.replaceFirst("(?s)^(\\d{3}).*", "$1"));
        }
    }

    /** Without the end of the line; byte by byte, because what follows the last line belongs to TLS. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0 || line.length() > MAX_LINE) {
                throw new EOFException("the server hung up, or speaks no SMTP");
            }
            line.append((char) each);
        }
        return line.toString().strip();
    }
}
