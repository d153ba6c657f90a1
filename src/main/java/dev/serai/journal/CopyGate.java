package dev.serai.journal;

import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Whether a group of receipts goes in by {@code COPY}, which fails as a whole if one of its events is there already. Repeats
 * are rare, and come in swarms; so a group is taken for new until one was not. Then the groups behind it go the safe way: the
 * more of them, the more often that happens. Used by one thread.
 */
final class CopyGate {
    /** A smaller group gains nothing. */
    static final int LEAST = 200;

    private static final int MOST_CAREFUL = 64;

    /**
     * A group that was copied in vain costs nearly twice what the safe way costs, and one that was copied saves a third of it. With this factor, the
     * careful groups become more as soon as over a quarter of the groups that are copied fail.
     */
    private static final double RELIEF = 0.8;

    private final boolean able;
    private final int least;
    private final Counter copied;
    private final Counter inVain;
    private final Counter inserted;
    private double careful;
    private int left;

    /**
     * @param able whether the database knows {@code COPY}
     * @param least elements of a group that may be copied
     */
    CopyGate(boolean able, int least, MeterRegistry metrics) {
        this.able = able;
        this.least = least;
        this.copied = counter(metrics, "copied");
        this.inVain = counter(metrics, "in-vain");
        this.inserted = counter(metrics, "inserted");
    }

    private static Counter counter(MeterRegistry metrics, String way) {
        return Counter.builder("serai.journal.groups")
                .description(
                        "Groups of receipts by the way into the journal: copied, inserted, or copied in vain and then inserted")
                .tag("way", way)
                .register(metrics);
    }

    /** Whether the group is to be copied; then it is told what became of it. */
    boolean opens(List<ReceiptItem> group) {
        if (!able || group.size() < least) {
            inserted.increment();
            return false;
        }
        if (left > 0 || repeats(group)) {
            left = Math.max(0, left - 1);
            inserted.increment();
            return false;
        }
        return true;
    }

    private static boolean repeats(List<ReceiptItem> group) {
        Set<UUID> ids = new HashSet<>();
        return !group.stream()
                .filter(RoutedEvent.class::isInstance)
                .map(each -> ((RoutedEvent) each).event().id())
                .allMatch(ids::add);
    }

    void copied() {
        copied.increment();
        careful *= RELIEF;
    }

    /** Some of the group was there, so that nothing of it was kept: it goes in the safe way next. */
    void failed() {
        inVain.increment();
        careful = Math.min(MOST_CAREFUL, Math.max(1, 2 * careful));
        left = (int) careful;
    }
}
