package dev.serai.operate;

import dev.serai.operate.ManagementApi.ProblemException;
import io.vertx.core.MultiMap;
import java.util.Map;

/**
 * A call of an operation of the management API, by HTTP or by the console.
 *
 * @param variables of the path, by name
 * @param query parameters, all of which the document names
 * @param body JSON text; empty if there is none
 */
record OperationCall(Map<String, String> variables, MultiMap query, String body, Caller caller) {
    /** A variable of the path; empty if the path has none of that name. */
    String path(String name) {
        return variables.getOrDefault(name, "");
    }

    /** Whether a parameter of the query is {@code true}. */
    boolean isTrue(String name) {
        return "true".equals(query.get(name));
    }

    /** The members of the body. */
    OperationsRequest asked() throws ProblemException {
        return OperationsRequest.of(body);
    }
}
