package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import dev.serai.journal.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/** Queries, over all their pages. */
final class Query {
    private final Calls calls;

    Query(Calls calls) {
        this.calls = calls;
    }

    /**
     * Every record of a query.
     *
     * @param batch the exchange on whose behalf it is asked
     * @throws Exception what camel-salesforce throws; {@link JsonParseException} if the answer is not what it should be
     */
    List<Map<?, ?>> records(String statement, Exchange batch) throws Exception {
        List<Map<?, ?>> records = new ArrayList<>();
        Set<String> pages = new HashSet<>();
        Map<String, Object> page = page("query", statement, batch);
        while (true) {
            for (Object each : (List<?>) page.getOrDefault("records", List.of())) {
                records.add((Map<?, ?>) each);
            }
            if (Boolean.TRUE.equals(page.get("done"))) {
                return records;
            }
            String next = String.valueOf(page.get("nextRecordsUrl"));
            if (!pages.add(next)) {
                throw new JsonParseException(null, "an answer to a query whose pages do not end");
            }
            page = page("queryMore", next, batch);
        }
    }

    private Map<String, Object> page(String operation, String body, Exchange batch) throws Exception {
        Map<String, Object> page = Json.object(calls.page(operation, body, batch));
        boolean hasRecords = page.get("records") instanceof List<?> records
                && records.stream().allMatch(Map.class::isInstance);
        boolean ends = Boolean.TRUE.equals(page.get("done")) || page.get("nextRecordsUrl") instanceof String;
        if (!hasRecords || !ends) {
            throw new JsonParseException(null, "an answer to a query that is no page of records");
        }
        return page;
    }
}
