package dev.serai.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Sends answers out, or does not, if a fault says so. */
public final class AnswerWriter {
    private static final int PIECES = 10;
    private final Pause pause;

    public AnswerWriter(Pause pause) {
        this.pause = pause;
    }

    /** @param zip whether a body is compressed */
    public void send(HttpExchange exchange, RestAnswer answer, boolean zip) throws IOException {
        if (answer.equals(RestAnswer.NEVER)) {
            return;
        }
        try (exchange) {
            if (!answer.equals(RestAnswer.DROPPED)) {
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                boolean zipped = zip && body.length > 0;
                headers(exchange, answer, zipped);
                write(exchange, answer, zipped ? zipped(body) : body);
            }
        }
    }

    private static void headers(HttpExchange exchange, RestAnswer answer, boolean zip) {
        if (!answer.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
        }
        if (zip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
    }

    private void write(HttpExchange exchange, RestAnswer answer, byte[] body) throws IOException {
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        OutputStream out = exchange.getResponseBody();
        if (answer.slowly().isZero()) {
            out.write(body);
            return;
        }
        Duration each = answer.slowly().dividedBy(PIECES);
        for (int piece = 0; piece < PIECES; piece++) {
            int from = body.length * piece / PIECES;
            out.flush();
            pause.last(each);
            out.write(body, from, body.length * (piece + 1) / PIECES - from);
        }
    }

    private static byte[] zipped(byte[] body) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(body);
        }
        return zipped.toByteArray();
    }
}
