package dev.serai.journal;

import dev.serai.event.Text;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events are looked for: those that have everything that is not null here. What is said of a delivery (destination,
 * state, receipt, version) is said of one and the same delivery.
 *
 * @param since when the event was received, or later
 * @param until before when it was received
 * @param contact the whole address; capitals do not count
 * @param receipt a part of what the far side answered, such as the id of a record, or {@code unmatched}
 * @param version the first 8 or more digits of the version of the router that decided, or of the destination that sent last
 */
public record EventFilter(
        @Nullable UUID id,
        @Nullable String family,
        @Nullable String type,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String subject,
        @Nullable String contact,
        @Nullable String destination,
        @Nullable State state,
        @Nullable String receipt,
        @Nullable String version) {
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{8,64}");
    private static final int MAX_RECEIPT = 200;

    /** Where an event is. */
    public enum State {
        WAITING,
        DELIVERED,
        /** Given up, and not closed by a person. */
        DEAD,
        /** Closed by a person before it was delivered. */
        CANCELLED,
        /** Dead, and closed by a person. */
        DISCARDED,
        /** No router could decide. */
        UNROUTED,
        /** A router decided that the event goes nowhere. */
        FILTERED;

        /** Whether it is a state of a delivery. */
        boolean isOfDelivery() {
            return this != UNROUTED && this != FILTERED;
        }

        /** The column {@code state} of a delivery. */
        String column() {
            return this == CANCELLED || this == DISCARDED ? "dead" : name().toLowerCase(Locale.ROOT);
        }

        /** SQL: what tells the state from others of the same column; begins with "and", or is empty. */
        String andClosed() {
            return switch (this) {
                case DEAD -> " and closed is null";
                case CANCELLED, DISCARDED -> " and closed = '" + name().toLowerCase(Locale.ROOT) + "'";
                default -> "";
            };
        }
    }

    /** @throws IllegalArgumentException if no event can be meant; the message says why */
    public EventFilter {
        contact = contact == null ? null : Text.lowerCase(contact.strip());
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("a version has 8 to 64 digits, 0 to 9 and a to f");
        }
        if (receipt != null && (receipt.isBlank() || receipt.length() > MAX_RECEIPT)) {
            throw new IllegalArgumentException("a part of a receipt has 1 to " + MAX_RECEIPT + " characters");
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw new IllegalArgumentException("since must be before until");
        }
        if (state != null && !state.isOfDelivery() && (destination != null || receipt != null || version != null)) {
            throw new IllegalArgumentException(
                    "an event that is unrouted or filtered has no delivery, so that destination,"
                            + " receipt and version do not go with that state");
        }
    }

    /** Whether something is said of a delivery. */
    boolean isOfDelivery() {
        return destination != null || receipt != null || version != null || (state != null && state.isOfDelivery());
    }
}
