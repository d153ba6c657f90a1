package dev.serai.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Ids, as they stand in the receipt of a delivery. */
final class Receipts {
    private static final int SHOWN = 20;

    private Receipts() {}

    static List<String> ids(Stream<String> all) {
        List<String> ids = new ArrayList<>(all.sorted().toList());
        int more = ids.size() - SHOWN;
        if (more > 0) {
            ids.subList(SHOWN, ids.size()).clear();
            ids.add("and " + more + " more");
        }
        return ids;
    }
}
