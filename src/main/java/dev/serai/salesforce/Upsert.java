package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import dev.serai.outbox.Batch;
import dev.serai.outbox.UnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * An upsert of what one call of collections does not take: more than 200 records, or the same key more than once. It makes
 * several calls, one after the other, and gives one list of results, so that a route file is the same for one record and
 * for ten thousand.
 */
final class Upsert {
    /** The most records of a call of collections. */
    static final int MAX_RECORDS = 200;

    private final SalesforceClient calls;
    private final String sobject;
    private final String key;

    Upsert(SalesforceClient calls, String sobject, String key) {
        this.calls = calls;
        this.sobject = sobject;
        this.key = key;
    }

    /** Whether one call is not enough. */
    boolean isNeeded(List<Map<?, ?>> records) {
        return records.size() > MAX_RECORDS || rounds(records).size() > 1;
    }

    /**
     * Upserts records by their key.
     *
     * @param records maps, as for collections
     * @param batch the exchange on whose behalf they are
     * @return a result per record in the same order
     * @throws Exception if a call fails as a whole, or its answer does not have one result per record: then all records are to be sent again, also those that calls before it
     *     have written, which the key makes harmless
     */
    List<Object> results(List<Map<?, ?>> records, Exchange batch) throws Exception {
        Object[] results = new Object[records.size()];
        for (List<Integer> round : rounds(records)) {
            for (int from = 0; from < round.size(); from += MAX_RECORDS) {
                // a call that was given up must not write after the process that took over
                if (batch.isRouteStop() || Batch.isLost(batch)) {
                    throw new UnavailableException("an upsert that nothing waits for any longer");
                }
                List<Integer> places = round.subList(from, Math.min(from + MAX_RECORDS, round.size()));
                List<Map<?, ?>> some = new ArrayList<>();
                places.forEach(place -> some.add(records.get(place)));
                Object answer = calls.upsert(sobject, key, some, records.size(), batch);
                if (!(answer instanceof List<?> all) || all.size() != some.size()) {
                    throw new JsonParseException(null, "an answer that does not have one result per record");
                }
                for (int i = 0; i < some.size(); i++) {
                    results[places.get(i)] = all.get(i);
                }
            }
        }
        return Arrays.asList(results);
    }

    /**
     * The records, by their places, in parts in which no key is twice: Salesforce refuses both, or writes them in any order.
     * One after the other, the newest is written last.
     */
    private List<List<Integer>> rounds(List<Map<?, ?>> records) {
        List<List<Integer>> rounds = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        for (int place = 0; place < records.size(); place++) {
            Object value = records.get(place).get(key);
            // some keys are compared without regard to case
            int time = value == null ? 1 : times.merge(value.toString().toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (rounds.size() < time) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(time - 1).add(place);
        }
        return rounds;
    }
}
