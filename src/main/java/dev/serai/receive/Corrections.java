package dev.serai.receive;

import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.RoutedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * Corrected copies of stored events. A copy goes the way of a received event: its family reads it, its router decides, and it is committed with the
 * counts. It has an id of its own, and none of the keys by which a repeat of a webhook is recognised.
 */
public final class Corrections {
    private final List<Family> families;
    private final Router router;
    private final Clock clock;

    public Corrections(List<Family> families, Router router, Clock clock) {
        this.families = List.copyOf(families);
        this.router = router;
        this.clock = clock;
    }

    /** The corrected payload is no event. The message says why and never quotes the payload. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /**
     * Makes a copy and decides where it goes. Nothing is stored.
     *
     * @param json the corrected payload: one JSON object
     * @param who names the original, and who corrects it
     * @return its id is the same for the same original and the same text
     */
    public RoutedEvent decide(Event original, String json, RoutedEvent.Copy who) throws RefusedException {
        Family family = families.stream()
                .filter(each -> each.name().equals(original.family()))
                .findFirst()
                .orElseThrow(() -> new RefusedException("no family is called " + original.family()));
        Receipt receipt = Receipt.read(
                family,
                json.getBytes(StandardCharsets.UTF_8),
                Family.Transmission.of(clock.instant(), family.headersOf(original)));
        if (receipt.elements().size() != 1) {
            throw new RefusedException(
                    "the payload has " + receipt.elements().size() + " elements; a copy is one JSON object");
        }
        if (receipt.elements().get(0) instanceof Receipt.Item.Event event) {
            return router.decide(copy(event.arrived(), original), who);
        }
        throw new RefusedException("the payload is no event of " + family.name() + ": "
                + receipt.problems().get(0).reason());
    }

    private static Family.Received copy(Family.Received arrived, Event original) {
        Event read = arrived.event();
        Event copy = new Event(
                EventId.of(original.receivedAt(), "copy", original.id().toString(), read.payload()),
                read.family(),
                read.type(),
                read.subject(),
                read.contact(),
                read.occurredAt(),
                read.receivedAt(),
                read.payload());
        return new Family.Received(copy, arrived.payload(), null);
    }
}
