package dev.serai.simulator.salesforce;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.serai.simulator.http.AnswerWriter;
import dev.serai.simulator.http.Pause;
import dev.serai.simulator.http.RequestLog;
import dev.serai.simulator.http.RestAnswer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/** Takes requests in and sends answers out, or does not, if a fault says so. */
final class Front implements HttpHandler {
    private final Api api;
    private final Control control;
    private final Faults faults;
    private final RequestLog log;
    private final AnswerWriter writer;
    private volatile boolean gzip;

    Front(Api api, Control control, Faults faults, RequestLog log, Pause pause) {
        this.api = api;
        this.control = control;
        this.faults = faults;
        this.log = log;
        this.writer = new AnswerWriter(pause);
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
        writer.send(exchange, answer, gzip && acceptsGzip);
    }
}
