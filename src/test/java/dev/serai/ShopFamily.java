package dev.serai;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.receive.Family;
import dev.serai.receive.SenderAuthentication;
import java.util.List;
import java.util.Map;

/** A family that Serai does not have: {@code {"kind": "order", "number": "4711"}}. */
record ShopFamily(SenderAuthentication sender) implements Family {
    static ShopFamily from(Config config) {
        return new ShopFamily(SenderAuthentication.from(config.section("shop")));
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
    public Received event(Map<String, Object> payload, String json, Transmission arrival) {
        String kind = String.valueOf(payload.get("kind"));
        String number = String.valueOf(payload.get("number"));
        return new Received(
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
