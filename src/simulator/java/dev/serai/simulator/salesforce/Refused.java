package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.RestAnswer;
import java.util.List;
import java.util.Map;

/** The whole call is refused, with the answer Salesforce gives. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RestAnswer answer;

    Refused(int status, String code, String message) {
        super(code + ": " + message);
        this.answer = RestAnswer.json(status, List.of(Map.of("message", message, "errorCode", code)));
    }

    Refused(int status, ApiError problem) {
        super(problem.code() + ": " + problem.message());
        this.answer = RestAnswer.json(status, List.of(problem.asAnswer()));
    }

    static Refused notFound() {
        return new Refused(404, "NOT_FOUND", "The requested resource does not exist");
    }

    RestAnswer answer() {
        return answer;
    }
}
