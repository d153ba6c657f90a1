package dev.serai.simulator.salesforce;

import java.util.List;
import java.util.Map;

/** Why a record is refused. */
record ApiError(String code, String message, List<String> fields) {
    ApiError(String code, String message, String... fields) {
        this(code, message, List.of(fields));
    }

    /** As collections tell it. */
    Map<String, Object> inResults() {
        return Map.of("statusCode", code, "message", message, "fields", fields);
    }

    /** As the answer to a call about one record tells it. */
    Map<String, Object> asAnswer() {
        return Map.of("errorCode", code, "message", message, "fields", fields);
    }
}
