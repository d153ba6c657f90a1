package dev.serai.simulator.salesforce;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Takes requests in and sends answers out, or does not, if a fault says so. */
final class Front implements HttpHandler {
    private static final int PIECES = 10;
    private final Api api;
    private final Control control;
    private final Faults faults;
    private final RequestLog log;
    private final Pause pause;
    private volatile boolean gzip;

    Front(Api api, Control control, Faults faults, RequestLog log, Pause pause) {
        this.api = api;
        this.control = control;
        this.faults = faults;
        this.log = log;
        this.pause = pause;
    }

    void gzip(boolean on) {
        gzip = on;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        int tooLong = Call.refusedForLength(exchange);
        if (tooLong != 0) {
            send(exchange, RestAnswer.html(tooLong, "<h1>Bad Message " + tooLong + "</h1>"), false);
            return;
        }
        try {
            Call call = Call.of(exchange);
            send(exchange, answer(call), call.header("Accept-Encoding").contains("gzip"));
        } catch (CharacterCodingException e) {
            send(exchange, new Refused(400, "JSON_PARSER_ERROR", "Invalid UTF-8 in the body").answer(), false);
        } catch (IllegalArgumentException e) {
            send(exchange, RestAnswer.html(400, "<h1>Bad Message 400</h1>"), false);
        }
    }

    private RestAnswer answer(Call call) {
        if (call.path().isEmpty() || !call.path().get(0).equals("services")) {
            return control.answer(call);
        }
        long number = log.arrived(call.request());
        RestAnswer answer = services(call);
        log.answered(number, Math.max(0, answer.status()));
        return answer;
    }

    private RestAnswer services(Call call) {
        try {
            return faults.around(call.request(), () -> api.answer(call));
        } catch (RuntimeException e) {
            return new Refused(500, "UNKNOWN_EXCEPTION", "The simulator failed: " + e).answer();
        }
    }

    private void send(HttpExchange exchange, RestAnswer answer, boolean acceptsGzip) throws IOException {
        if (answer.equals(RestAnswer.NEVER)) {
            return;
        }
        try (exchange) {
            if (!answer.equals(RestAnswer.DROPPED)) {
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                boolean zip = gzip && acceptsGzip && body.length > 0;
                headers(exchange, answer, zip);
                write(exchange, answer, zip ? zipped(body) : body);
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
