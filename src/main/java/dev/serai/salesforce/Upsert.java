package dev.serai.salesforce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An upsert of what one call of collections does not take: more than 200 records, or the same key more than once. What
 * comes back has the form that collections give, so that a route file is the same for one record and for ten thousand.
 */
final class Upsert {
    /** The most records of a call of collections. */
    static final int MOST_OF_A_CALL = 200;

    private final Calls calls;
    private final Bulk bulk;
    private final String sobject;
    private final String key;

    Upsert(Calls calls, Bulk bulk, String sobject, String key) {
        this.calls = calls;
        this.bulk = bulk;
        this.sobject = sobject;
        this.key = key;
    }

    /** Whether one call is not enough. */
    boolean isNeeded(List<Map<?, ?>> records) {
        return records.size() > MOST_OF_A_CALL || rounds(records).size() > 1;
    }

    /**
     * Upserts records by their key.
     *
     * @param records maps, as for collections
     * @param headers for calls of collections
     * @param wanted whether anybody still waits for it
     * @return a result per record in the same order; null for one of which Salesforce says nothing
     * @throws Exception if all of them are to be sent again
     */
    List<@Nullable Object> results(List<Map<?, ?>> records, Map<String, Object> headers, BooleanSupplier wanted)
            throws Exception {
        @Nullable Object[] results = new Object[records.size()];
        for (List<Integer> round : rounds(records)) {
            List<Map<?, ?>> some = new ArrayList<>();
            round.forEach(place -> some.add(records.get(place)));
            Object answer = some.size() > MOST_OF_A_CALL
                    ? bulk.upsert(sobject, key, some, wanted)
                    : calls.upsert(sobject, key, some, headers);
            if (answer instanceof List<?> all && all.size() == some.size()) {
                for (int i = 0; i < some.size(); i++) {
                    results[round.get(i)] = all.get(i);
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
