package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call is refused, with the answer Campaign gives. */
final class CampaignRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RestAnswer answer;

    CampaignRefusal(int status, String message) {
        this(message, RestAnswer.text(status, "application/json", StrictJson.write(body(status, message))));
    }

    private CampaignRefusal(String message, RestAnswer answer) {
        super(message);
        this.answer = answer;
    }

    /** The form of a 401 is not documented, so it is no JSON. */
    static CampaignRefusal unauthorized() {
        RestAnswer answer = RestAnswer.html(401, "<html><body><h1>401 Unauthorized</h1></body></html>")
                .with("WWW-Authenticate", "Basic realm=\"Campaign\"");
        return new CampaignRefusal("401", answer);
    }

    static CampaignRefusal bad(String message) {
        return new CampaignRefusal(400, message);
    }

    static CampaignRefusal notFound(String what) {
        return new CampaignRefusal(404, "There is no " + what);
    }

    static CampaignRefusal ofAnotherClient(String what) {
        return new CampaignRefusal(409, "The " + what + " belongs to another client");
    }

    private static Map<String, Object> body(int status, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("httpStatusCode", status);
        body.put("errorMessage", message);
        body.put("violations", List.of());
        return body;
    }

    RestAnswer answer() {
        return answer;
    }
}
