package dev.serai.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.journal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that has one result per record: {@code {success, id, created, errors: [{statusCode | errorCode | code,
 * message}]}}.
 *
 * <p>An answer that is missing, short, or no list says nothing about any record: all are tried again.
 */
final class Results {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /** Another transaction was in the way, or the far side was busy. */
    private static final Set<String> RETRY = Set.of(
            "UNABLE_TO_LOCK_ROW",
            "SERVER_UNAVAILABLE",
            "QUERY_TIMEOUT",
            "REQUEST_RUNNING_TOO_LONG",
            "TXN_SECURITY_METERING_ERROR",
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "API_CURRENTLY_DISABLED");

    private Results() {}

    static void settle(Batch batch, @Nullable Object answer) {
        Records records = batch.records();
        if (!(answer instanceof List<?> results) || results.size() != records.size()) {
            for (int i = 0; i < records.size(); i++) {
                batch.settle(records.delivery(i), new Outcome.Retry("the answer does not have one result per record"));
            }
            return;
        }
        for (int i = 0; i < records.size(); i++) {
            batch.settle(records.delivery(i), outcome(results.get(i)));
        }
    }

    private static Outcome outcome(@Nullable Object result) {
        if (result == null) {
            return new Outcome.Retry("the answer has no result for this record");
        }
        Map<?, ?> fields = result instanceof Map<?, ?> map ? map : MAPPER.convertValue(result, Map.class);
        if (Boolean.TRUE.equals(fields.get("success"))) {
            Map<String, Object> receipt = new LinkedHashMap<>();
            for (String key : List.of("id", "created")) {
                Object value = fields.get(key);
                if (value != null) {
                    receipt.put(key, value);
                }
            }
            return new Outcome.Delivered(Json.write(receipt));
        }
        Map<?, ?> error = fields.get("errors") instanceof List<?> errors
                        && !errors.isEmpty()
                        && errors.get(0) instanceof Map<?, ?> first
                ? first
                : Map.of();
        String code = code(error);
        String reason =
                error.get("message") instanceof String message ? code + ": " + Failures.withoutValues(message) : code;
        // some triggers wrap a lock error in another code
        return RETRY.contains(code) || reason.contains("UNABLE_TO_LOCK_ROW")
                ? new Outcome.Retry(reason)
                : new Outcome.Dead(reason);
    }

    private static String code(Map<?, ?> error) {
        for (String key : List.of("statusCode", "errorCode", "code")) {
            if (error.get(key) instanceof String code) {
                return code;
            }
        }
        return "refused without a code";
    }
}
