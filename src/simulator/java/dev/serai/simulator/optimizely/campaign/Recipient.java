package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A recipient of a list. */
final class Recipient {
    final long list;
    final String id;
    final String address;
    final long subscription;
    final Instant created;
    Instant modified;

    @Nullable
    OptIn optIn;

    @Nullable
    String optInMailId;

    Recipient(long list, String id, String address, long subscription, Instant created) {
        this.list = list;
        this.id = id;
        this.address = address;
        this.subscription = subscription;
        this.created = created;
        this.modified = created;
    }

    Instant created() {
        return created;
    }

    Instant modified() {
        return modified;
    }

    String id() {
        return id;
    }
}
