package dev.serai.outbox;

import dev.serai.journal.DeliveryState;
import dev.serai.journal.Destinations.Lease;
import dev.serai.journal.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deaths since the last delivery. Many in a row are a mistake of ours or of the far side, and nothing dies for a
 * mistake. Whoever uses it holds its lock until the settlements are written.
 */
final class Deaths {
    private final List<Settlement> deaths = new ArrayList<>();
    private @Nullable Lease lease;

    /** Those that this lease has written; what another one wrote may have been changed since by somebody else. */
    List<Settlement> under(Lease current) {
        if (!current.equals(lease)) {
            deaths.clear();
            lease = current;
        }
        return List.copyOf(deaths);
    }

    /** What has come since could not be written. */
    void reset(List<Settlement> before) {
        deaths.clear();
        deaths.addAll(before);
    }

    /**
     * Adds those of an attempt, and if they are too many, lets all of them wait again.
     *
     * @param settlements of the attempt; they are changed
     * @param wasMistake whether the destination rested for a mistake and was only tried
     * @return why the destination has to rest; null if it has not
     */
    Outcome.@Nullable Rest hopeless(Attempt attempt, List<Settlement> settlements, boolean wasMistake, Instant now) {
        List<Settlement> dead = settlements.stream()
                .filter(settlement -> settlement.state() == DeliveryState.DEAD)
                .toList();
        if (attempt.delivered()) {
            deaths.clear();
        }
        if (attempt.delivered() || dead.isEmpty()) {
            return null;
        }
        deaths.addAll(dead);
        if (deaths.size() < Attempt.HOPELESS && !wasMistake) {
            return null;
        }
        String reason = deaths.size() + " deaths in a row without a delivery, the last: "
                + deaths.get(deaths.size() - 1).error();
        settlements.removeAll(dead);
        deaths.forEach(each -> settlements.add(each.waitingAgain(now)));
        deaths.clear();
        return new Outcome.Rest(reason, true);
    }
}
