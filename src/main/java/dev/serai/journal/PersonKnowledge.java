package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import java.util.List;
import java.util.Optional;

/** What only the families know of the persons in their events. */
public interface PersonKnowledge {
    /** Whether such an event says that a person wants no mail, or must get none, any more. */
    boolean isOptOut(String family, String type);

    /** The person of an event, as its sender names the person without an address. */
    Optional<Recipient> recipient(Event event);

    /** What an event and the vendor's own record of it have in common. */
    List<JoinKey> joinKeys(Event event);

    /**
     * A person, as a sender names the person.
     *
     * @param within the part of the sender in which the id is unique
     */
    record Recipient(String family, String within, String id) {}
}
