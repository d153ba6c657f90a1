package dev.serai.outbox;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.dispatch.Outcome;
import dev.serai.outbox.ErrorClassifier.RecordError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that has one result per record: {@code {success, id, created, errors: [{statusCode | errorCode | code,
 * message, fields}]}}.
 *
 * <p>An answer that is missing, short, or no list says nothing about any record: the call has failed.
 */
public final class Results {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private final ErrorClassifiers errors;

    public Results(ErrorClassifiers errors) {
        this.errors = errors;
    }

    /**
     * @param answer what the far side said
     * @param size how many records were sent
     * @return as many outcomes, in the same order
     * @throws JsonParseException if the answer does not have one result per record
     */
    public List<Outcome> read(@Nullable Object answer, int size) throws JsonParseException {
        if (!(answer instanceof List<?> results) || results.size() != size) {
            throw new JsonParseException(null, "an answer that does not have one result per record");
        }
        List<Outcome> outcomes = new ArrayList<>();
        results.forEach(result -> outcomes.add(outcome(result)));
        return outcomes;
    }

    void settle(Batch batch, @Nullable Object answer) throws JsonParseException {
        Records records = batch.records();
        List<Outcome> outcomes = read(answer, records.size());
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Suspend suspend) {
                throw new MisconfiguredException(suspend.reason());
            }
        }
        for (int i = 0; i < records.size(); i++) {
            batch.settle(records.delivery(i), outcomes.get(i));
        }
    }

    private Outcome outcome(@Nullable Object result) {
        Map<?, ?> fields = result == null ? Map.of() : MAPPER.convertValue(result, Map.class);
        if (!(fields.get("success") instanceof Boolean success)) {
            return new Outcome.Retry("the answer has no result for this record");
        }
        if (success) {
            Map<String, Object> receipt = new LinkedHashMap<>();
            for (String key : List.of("id", "created")) {
                Object value = fields.get(key);
                if (value != null) {
                    receipt.put(key, value);
                }
            }
            return new Outcome.Delivered(receipt);
        }
        Map<?, ?> error = fields.get("errors") instanceof List<?> errors
                        && !errors.isEmpty()
                        && errors.get(0) instanceof Map<?, ?> first
                ? first
                : Map.of();
        return errors.ofRecord(new RecordError(
                code(error),
                error.get("message") instanceof String message ? message : "",
                error.get("fields") instanceof List<?> names ? names : List.of()));
    }

    private static String code(Map<?, ?> error) {
        for (String key : List.of("statusCode", "errorCode", "code")) {
            if (error.get(key) instanceof String code) {
                return code;
            }
        }
        return RecordError.NO_CODE;
    }
}
