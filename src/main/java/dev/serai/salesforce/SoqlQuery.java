package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import dev.serai.outbox.UnavailableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.NoSuchSObjectException;
import org.apache.camel.component.salesforce.api.SalesforceException;

/** Queries, over all their pages. */
final class SoqlQuery {
    /** Each has 2,000 records. */
    private static final int MAX_PAGES = 200;

    /** How often a query is asked whose pages are gone before they are read. */
    private static final int MAX_TIMES = 3;

    private final SalesforceClient calls;

    SoqlQuery(SalesforceClient calls) {
        this.calls = calls;
    }

    /**
     * Every record of a query. Pages that are gone, since the server that kept them is gone, are asked for again from the
     * first.
     *
     * @param most records that there may be
     * @param batch the exchange on whose behalf it is asked
     * @throws Exception what camel-salesforce throws; {@link JsonParseException} if the answer is not what it should be
     */
    List<Map<?, ?>> records(String statement, int most, Exchange batch) throws Exception {
        for (int times = 1; ; times++) {
            try {
                return pages(statement, most, batch);
            } catch (GonePageException e) {
                if (times == MAX_TIMES) {
                    throw new UnavailableException(
                            "the pages of a look-up are gone before they are read, " + times + " times");
                }
            }
        }
    }

    private List<Map<?, ?>> pages(String statement, int most, Exchange batch) throws Exception {
        List<Map<?, ?>> records = new ArrayList<>();
        Set<String> pages = new HashSet<>();
        Map<String, Object> page = page("query", statement, batch);
        while (true) {
            for (Object each : (List<?>) page.getOrDefault("records", List.of())) {
                records.add((Map<?, ?>) each);
            }
            if (records.size() > most || pages.size() > MAX_PAGES) {
                throw new UnavailableException(
                        "a look-up finds more than " + most + " records, or has more than " + MAX_PAGES + " pages");
            }
            if (Boolean.TRUE.equals(page.get("done"))) {
                return records;
            }
            String next = String.valueOf(page.get("nextRecordsUrl"));
            if (!pages.add(next)) {
                throw new JsonParseException(null, "an answer to a query whose pages do not end");
            }
            page = next(next, batch);
        }
    }

    private Map<String, Object> next(String name, Exchange batch) throws Exception {
        if (batch.isRouteStop()) {
            throw new UnavailableException("a look-up that nothing waits for any longer");
        }
        try {
            return page("queryMore", name, batch);
        } catch (SalesforceException e) {
            if (e instanceof NoSuchSObjectException || SalesforceClient.code(e).equals("INVALID_QUERY_LOCATOR")) {
                throw new GonePageException();
            }
            throw e;
        }
    }

    private Map<String, Object> page(String operation, String body, Exchange batch) throws Exception {
        Map<String, Object> page = calls.object(calls.page(operation, body, batch));
        boolean hasRecords = page.get("records") instanceof List<?> records
                && records.stream().allMatch(Map.class::isInstance);
        boolean ends = Boolean.TRUE.equals(page.get("done")) || page.get("nextRecordsUrl") instanceof String;
        if (!hasRecords || !ends) {
            throw new JsonParseException(null, "an answer to a query that is no page of records");
        }
        return page;
    }

    private static final class GonePageException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
