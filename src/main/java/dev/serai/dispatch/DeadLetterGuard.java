package dev.serai.dispatch;

import dev.serai.journal.DeliveryState;
import dev.serai.journal.DeliveryUpdate;
import dev.serai.journal.LeaseStore.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deaths since the last delivery. Many in a row are a mistake of ours or of the far side, and nothing dies for a mistake.
 */
final class DeadLetterGuard {
    /** So many deaths without a delivery are no coincidence. */
    static final int HOPELESS = 20;

    private final List<DeliveryUpdate> deaths = new ArrayList<>();
    private @Nullable Lease lease;

    /**
     * What was written.
     *
     * @param held whether the lease was still held, so that it was written at all
     * @param suspend why the destination has to be suspended, so that the deaths wait again; null if not
     */
    record Written(boolean held, Outcome.@Nullable Suspend suspend) {}

    /** Writes the settlements of an attempt. */
    @FunctionalInterface
    interface Write {
        /** @return false if the lease is lost */
        boolean write(List<DeliveryUpdate> settlements);
    }

    /**
     * Writes the settlements of an attempt; if there are too many deaths in a row with theirs, lets all of these wait again. In
     * one piece: no call writes deaths that another has just called a mistake.
     *
     * @param settlements are changed
     * @param delivered whether something was delivered
     * @param wasMistake whether the destination was suspended for a mistake and is only tried
     */
    synchronized Written write(
            Lease current,
            List<DeliveryUpdate> settlements,
            boolean delivered,
            boolean wasMistake,
            Instant now,
            Write write) {
        if (!current.equals(lease)) {
            // what another lease has written, may have been changed since
            deaths.clear();
            lease = current;
        }
        List<DeliveryUpdate> before = List.copyOf(deaths);
        Outcome.Suspend hopeless = delivered ? forget() : add(settlements, wasMistake, now);
        boolean held = write.write(settlements);
        if (!held) {
            deaths.clear();
            deaths.addAll(before);
        }
        return new Written(held, hopeless);
    }

    private Outcome.@Nullable Suspend forget() {
        deaths.clear();
        return null;
    }

    private Outcome.@Nullable Suspend add(List<DeliveryUpdate> settlements, boolean wasMistake, Instant now) {
        List<DeliveryUpdate> dead = settlements.stream()
                .filter(settlement -> settlement.state() == DeliveryState.DEAD)
                .toList();
        deaths.addAll(dead);
        if (dead.isEmpty() || (deaths.size() < HOPELESS && !wasMistake)) {
            return null;
        }
        String reason = deaths.size() + " deaths in a row without a delivery, the last: "
                + deaths.get(deaths.size() - 1).error();
        settlements.removeAll(dead);
        deaths.forEach(each -> settlements.add(each.waitingAgain(now)));
        deaths.clear();
        return new Outcome.Suspend(reason, true);
    }
}
