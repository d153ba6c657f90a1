package dev.serai.simulator.salesforce;

import java.util.Map;

/** The storage of an org's records: two kilobytes for each, however long it is. Events on the bus take none. */
final class DataStorage {
    private static final int RECORDS_PER_MEGABYTE = 512;
    private static final int MEGABYTES = 10_240;
    private static final int FILE_MEGABYTES = 10_240;

    private final Schema schema;
    private final Store store;
    private volatile int max = MEGABYTES;

    DataStorage(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    void max(int megabytes) {
        max = megabytes;
    }

    /** @throws Unsaved if there is no room for one more record */
    void take(SObjectType type) throws Unsaved {
        if (!type.isEvent() && records() >= (long) max * RECORDS_PER_MEGABYTE) {
            throw new Unsaved("STORAGE_LIMIT_EXCEEDED", "storage limit exceeded");
        }
    }

    /** By the names of {@code /limits}, in megabytes. */
    Map<String, Map<String, Integer>> limits() {
        long used = (records() + RECORDS_PER_MEGABYTE - 1) / RECORDS_PER_MEGABYTE;
        return Map.of(
                "DataStorageMB", Allowance.limit(max, (int) Math.min(max, used)),
                "FileStorageMB", Allowance.limit(FILE_MEGABYTES, 0));
    }

    private long records() {
        return schema.all().stream()
                .filter(type -> !type.isEvent())
                .mapToLong(store::count)
                .sum();
    }
}
