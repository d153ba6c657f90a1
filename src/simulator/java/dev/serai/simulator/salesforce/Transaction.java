package dev.serai.simulator.salesforce;

import java.util.ArrayList;
import java.util.List;

/** Records that are written one after the other; on demand, all of them or none. */
record Transaction(Store store, boolean allOrNone) {
    private static final ApiError ROLLED_BACK = new ApiError(
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "Record rolled back because not all records were valid and the request was using AllOrNone header");

    /** What is done with each of the items. */
    interface Step<T> {
        SaveResult apply(T item) throws Unsaved;
    }

    static <T> SaveResult attempt(T item, Step<T> step) {
        try {
            return step.apply(item);
        } catch (Unsaved e) {
            return SaveResult.refused(e.problem());
        }
    }

    <T> List<SaveResult> run(List<T> items, Step<T> step) {
        store.begin();
        List<SaveResult> results = new ArrayList<>();
        items.forEach(item -> results.add(attempt(item, step)));
        if (!allOrNone || results.stream().allMatch(SaveResult::success)) {
            store.commit();
            return results;
        }
        store.rollBack();
        results.replaceAll(result -> result.success() ? SaveResult.refused(ROLLED_BACK) : result);
        return results;
    }
}
