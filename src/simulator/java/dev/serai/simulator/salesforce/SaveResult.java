package dev.serai.simulator.salesforce;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one record. */
record SaveResult(String id, boolean success, boolean created, List<ApiError> problems) {

    static SaveResult saved(String id, boolean created) {
        return new SaveResult(id, true, created, List.of());
    }

    static SaveResult refused(ApiError problem) {
        return new SaveResult("", false, false, List.of(problem));
    }

    /** The answer to an event: it is in the queue, which an entry among the errors says. */
    static SaveResult enqueued(String id, String message) {
        return new SaveResult(id, true, true, List.of(new ApiError("OPERATION_ENQUEUED", message)));
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            json.put("id", id);
        }
        json.put("success", success);
        json.put("errors", problems.stream().map(ApiError::inResults).toList());
        return json;
    }

    /** Only an upsert tells whether it created. */
    Map<String, @Nullable Object> jsonOfUpsert() {
        Map<String, @Nullable Object> json = json();
        if (success) {
            json.put("created", created);
        }
        return json;
    }
}
