package dev.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.check.SentCall;
import dev.serai.check.Trial.Decided;
import dev.serai.check.Trial.Delivered;
import dev.serai.check.TrialReport;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import java.io.PrintWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What {@code serai try} shows a person: the way of each event, and each call laid out to be read. */
final class TryText {
    /** That every call has and no route file decides. {@code --json} has them. */
    private static final Set<String> OF_EVERY_CALL = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "connection",
            "content-length",
            "content-transfer-encoding",
            "host",
            "mime-version",
            "user-agent");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final PrintWriter out;

    TryText(PrintWriter out) {
        this.out = out;
    }

    void print(TrialReport report) {
        report.problems().forEach(problem -> out.println("! " + problem + System.lineSeparator()));
        report.decided().forEach(this::print);
        report.delivered().forEach(this::print);
    }

    private void print(Decided decided) {
        Event event = decided.event();
        out.println(event.family() + " " + event.type() + (event.subject() == null ? "" : " " + event.subject()));
        if (decided.decision().unrouted() != null) {
            out.println("  not decided, and would wait: " + decided.decision().unrouted());
        } else if (decided.why().isEmpty()) {
            out.println("  no branch leads to a destination: the event is kept only");
        }
        decided.why().forEach(why -> out.println("  " + why));
        out.println();
    }

    private void print(Delivered delivered) {
        int calls = delivered.calls().size();
        out.println("== " + delivered.destination() + " would make "
                + (calls == 0 ? "no call" : calls == 1 ? "this call:" : "these " + calls + " calls:"));
        if (!delivered.unset().isEmpty()) {
            out.println("   its events would wait: " + String.join(", ", delivered.unset()));
        }
        for (SentCall call : delivered.calls()) {
            out.println();
            print(call);
        }
        delivered.outcomes().values().stream()
                .filter(outcome -> !(outcome instanceof Outcome.Delivered))
                .forEach(outcome -> out.println("   not delivered: " + outcome));
        out.println();
    }

    private void print(SentCall call) {
        int query = call.what().indexOf('?') + 1;
        out.println("  " + (query == 0 ? call.what() : call.what().substring(0, query)));
        if (query > 0) {
            Stream.of(call.what().substring(query).split("&")).forEach(each -> out.println("      " + decoded(each)));
        }
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            if (!OF_EVERY_CALL.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                out.println("    " + header.getKey() + ": " + one(header.getValue()));
            }
        }
        pretty(call.body()).lines().forEach(line -> out.println("    | " + line));
    }

    private static String decoded(String parameter) {
        try {
            return URLDecoder.decode(parameter, StandardCharsets.UTF_8).replaceFirst("=", " = ");
        } catch (IllegalArgumentException e) {
            return parameter;
        }
    }

    /** The one value of a column in place of a list of one. */
    private static String one(String value) {
        try {
            return value.startsWith("[") && JSON.readTree(value).size() == 1
                    ? JSON.readTree(value).get(0).toString()
                    : value;
        } catch (JsonProcessingException e) {
            return value;
        }
    }

    private static String pretty(String body) {
        if (!body.startsWith("{") && !body.startsWith("[")) {
            return body;
        }
        try {
            return JSON.readTree(body).toPrettyString();
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
