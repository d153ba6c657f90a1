package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestLog;
import dev.serai.simulator.http.RestAnswer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code /__sim/…}: what is in the org, and what is to go wrong, for people and for other processes. */
final class Control {
    private static final String WELCOME = """
            A simulator of Salesforce, for this machine alone. It is no Salesforce and knows no secrets.

              GET  /__sim/records/<SObject>   the records of an object, as JSON
              GET  /__sim/requests            every request of the API so far, and how it was answered
              POST /__sim/reset               no records, no requests, no faults, a new day, and all have to log in again
              POST /__sim/faults              what is to go wrong, such as
                   {"on": "collections upsert", "times": 2, "fault": "unavailable"}
                   {"on": "query", "fault": "delay", "ms": 3000}
                   {"sobject": "Contact", "times": 1, "code": "UNABLE_TO_LOCK_ROW", "message": "unable to lock"}
                 faults: sessionExpired limitExceeded unavailable serverError loginRefused drop commitThenDrop
                 commitThenHang commitThenHtml commitThenEmpty commitThenNull commitThenShortList tokenWithoutId
                 delay slowBody; or a "status" with a "body"

            The API is below /services/oauth2 and /services/data.
            """;
    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private final Org org;
    private final Faults faults;
    private final RequestLog log;

    Control(Org org, Faults faults, RequestLog log) {
        this.org = org;
        this.faults = faults;
        this.log = log;
    }

    /**
     * A page of another origin in a browser on this machine must not reset the org: it has another {@code Origin}, and if
     * its name is rebound to this address, another {@code Host}.
     */
    private static boolean isForeign(Call call) {
        String host = call.header("Host").toLowerCase(Locale.ROOT);
        String origin = call.header("Origin").toLowerCase(Locale.ROOT);
        String site = call.header("Sec-Fetch-Site");
        return !HERE.matcher(host).matches()
                || !(origin.isEmpty() || origin.equals("http://" + host))
                || !(site.isEmpty() || site.equals("same-origin") || site.equals("none"));
    }

    RestAnswer answer(Call call) {
        if (isForeign(call)) {
            return text(403, "Only this machine itself may ask, under the name localhost or 127.0.0.1");
        }
        String asked = call.method() + " " + String.join("/", call.path());
        try {
            return switch (asked) {
                case "GET " -> text(200, WELCOME);
                case "GET __sim/requests" -> requests();
                case "POST __sim/reset" -> reset();
                case "POST __sim/faults" ->
                    schedule(JsonBody.object(call.request().body()));
                default -> asked.startsWith("GET __sim/records/") ? records(call) : text(404, "Nothing is here; see /");
            };
        } catch (Refused | IllegalArgumentException e) {
            return text(400, String.valueOf(e.getMessage()));
        }
    }

    private static RestAnswer text(int status, String text) {
        return RestAnswer.text(status, "text/plain;charset=UTF-8", text.stripTrailing() + "\n");
    }

    private RestAnswer records(Call call) {
        String name = call.path().get(2);
        SObjectType type = org.schema().find(name);
        return type == null
                ? text(404, "There is no object " + name + " in this org")
                : RestAnswer.json(200, org.contents(type));
    }

    private RestAnswer requests() {
        return RestAnswer.json(200, log.all().stream().map(Control::brief).toList());
    }

    private static Map<String, Object> brief(Request request) {
        Map<String, Object> brief = new LinkedHashMap<>();
        brief.put("method", request.method());
        brief.put("path", request.path());
        brief.put("status", request.status());
        return brief;
    }

    private RestAnswer reset() {
        org.reset();
        faults.clear();
        log.clear();
        return text(200, "All is as at the start");
    }

    private RestAnswer schedule(JsonNode form) {
        int times = form.path("times").asInt(1);
        if (form.has("sobject")) {
            faults.records(form.path("sobject").asText(), any -> true)
                    .times(times)
                    .fail(form.path("code").asText(), form.path("message").asText());
        } else {
            schedule(faults.on(form.path("on").asText()).times(times), form);
        }
        return text(200, "Scheduled " + List.of(form));
    }

    private static void schedule(Fault fault, JsonNode form) {
        if (form.has("status")) {
            fault.answer(form.path("status").asInt(), form.path("body").asText());
            return;
        }
        Duration duration = Duration.ofMillis(form.path("ms").asLong(1_000));
        switch (form.path("fault").asText()) {
            case "sessionExpired" -> fault.sessionExpired();
            case "limitExceeded" -> fault.limitExceeded();
            case "unavailable" -> fault.unavailable();
            case "serverError" -> fault.serverError();
            case "loginRefused" -> fault.loginRefused();
            case "drop" -> fault.drop();
            case "commitThenDrop" -> fault.commitThenDrop();
            case "commitThenHang" -> fault.commitThenHang();
            case "commitThenHtml" -> fault.commitThenHtml();
            case "commitThenEmpty" -> fault.commitThenEmpty();
            case "commitThenNull" -> fault.commitThenNull();
            case "commitThenShortList" -> fault.commitThenShortList();
            case "tokenWithoutId" -> fault.tokenWithoutId();
            case "delay" -> fault.delay(duration);
            case "slowBody" -> fault.slowBody(duration);
            default ->
                throw new IllegalArgumentException(
                        "There is no fault " + form.path("fault").asText());
        }
    }
}
