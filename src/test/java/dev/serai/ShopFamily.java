package dev.serai;

import dev.serai.config.Config;
import dev.serai.journal.Event;
import dev.serai.journal.EventId;
import dev.serai.receive.Family;
import dev.serai.receive.Sender;
import java.util.List;
import java.util.Map;

/** A family that Serai does not have: {@code {"kind": "order", "number": "4711"}}. */
record ShopFamily(Sender sender) implements Family {
    static ShopFamily from(Config config) {
        return new ShopFamily(Sender.from(config.section("shop")));
    }

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/shop");
    }

    @Override
    public Arrived event(Map<String, Object> payload, String json, Arrival arrival) {
        String kind = String.valueOf(payload.get("kind"));
        String number = String.valueOf(payload.get("number"));
        return new Arrived(
                new Event(
                        EventId.of(null, name(), kind, number),
                        name(),
                        kind,
                        number,
                        null,
                        null,
                        arrival.receivedAt(),
                        json),
                payload,
                null);
    }
}
