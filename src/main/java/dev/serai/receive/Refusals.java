package dev.serai.receive;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what is refused: the first of each kind and address in a minute gets a line, and the others are counted. A
 * flood of them costs neither the disk nor the lines of the receipts.
 */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");
    private static final int MAX_KINDS = 50;
    private static final String OTHERS = "others";
    private static final String NO_FAMILY = "none";

    private final Map<Kind, LongAdder> further = new ConcurrentHashMap<>();
    private final RefusedRequests counts;

    Refusals(RefusedRequests counts) {
        this.counts = counts;
    }

    /**
     * @param status of the answer; 0 if the connection was closed without one
     * @param error what was wrong beyond the status, or none
     */
    private record Kind(String family, int status, String error, String address) {
        Kind ofOthers() {
            return new Kind(family, status, error, OTHERS);
        }
    }

    /** A connection that is closed without an answer. */
    void closed(String error, @Nullable InetAddress address) {
        count(NO_FAMILY, 0, error, address);
        refused(NO_FAMILY, 0, error, address, "");
    }

    /** Every one, also those that get no line. */
    void count(String family, int status, String reason, @Nullable InetAddress address) {
        counts.add(family, status, reason, address(address));
    }

    private static String address(@Nullable InetAddress address) {
        return address == null ? "unknown" : address.getHostAddress();
    }

    /** @param detail what else to say of this one */
    void refused(String family, int status, String error, @Nullable InetAddress address, String detail) {
        Kind kind = new Kind(family, status, error, address(address));
        LongAdder count = further.get(kind);
        if (count == null && further.size() >= MAX_KINDS) {
            kind = kind.ofOthers();
            count = further.get(kind);
        }
        if (count == null) {
            LongAdder first = new LongAdder();
            count = further.putIfAbsent(kind, first);
            if (count == null) {
                log.warn("family={} status={} error={} from={}{}", family, status, error, kind.address(), detail);
                return;
            }
        }
        count.increment();
    }

    /** Once a minute, and at the end: how many there were beside the first of each. */
    void tell() {
        further.forEach((kind, count) -> {
            further.remove(kind);
            if (count.sum() > 0) {
                log.warn(
                        "family={} status={} error={} from={} more={} in the last minute",
                        kind.family(),
                        kind.status(),
                        kind.error(),
                        kind.address(),
                        count.sum());
            }
        });
    }
}
