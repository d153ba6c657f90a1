package dev.serai.salesforce;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the storage of an org is left. No answer tells it by the way, as each does of the calls, so that the org is asked for its
 * limits (<a href="https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm">Limits</a>). That
 * needs the permission "View Setup and Configuration".
 */
final class Storage {
    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    private final String org;
    private volatile double data = Double.NaN;
    private volatile double files = Double.NaN;
    private volatile boolean told;

    Storage(String org) {
        this.org = org;
    }

    /** The share of the data storage that is left, from 0 to 1; not a number as long as it is not known. Records take it. */
    double dataLeft() {
        return data;
    }

    /** The same of the file storage. */
    double filesLeft() {
        return files;
    }

    /** Asks, which is one call. What cannot be asked leaves what was known before. */
    void refresh(SalesforceClient calls) {
        try {
            onLimits(calls.object(calls.limits()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            tellOnce(e);
        }
    }

    /** @param limits the answer; what it does not name stays unknown */
    void onLimits(Map<String, Object> limits) {
        data = left(limits.get("DataStorageMB"));
        files = left(limits.get("FileStorageMB"));
    }

    private static double left(@Nullable Object limit) {
        return limit instanceof Map<?, ?> megabytes
                        && megabytes.get("Max") instanceof Number most
                        && megabytes.get("Remaining") instanceof Number left
                        && most.doubleValue() > 0
                ? Math.min(1, Math.max(0, left.doubleValue() / most.doubleValue()))
                : Double.NaN;
    }

    private void tellOnce(Exception e) {
        if (!told) {
            told = true;
            log.info(
                    "{} outcome=storage-unknown error={} the user may lack \"View Setup and Configuration\"",
                    org,
                    e.getClass().getSimpleName());
        }
    }
}
