package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A recipient list. It is of the opt-in kind as soon as somebody opts in to it. */
final class RecipientList {
    final long id;
    final String name;
    final boolean test;
    final Instant created;
    final Map<String, Recipient> recipients = new LinkedHashMap<>();
    boolean optIn;

    RecipientList(long id, String name, boolean test, Instant created) {
        this.id = id;
        this.name = name;
        this.test = test;
        this.created = created;
    }

    Instant created() {
        return created;
    }

    long id() {
        return id;
    }
}
