package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A message and the campaign that it belongs to, with its figures. */
final class Mailing {
    /** What kind of campaign it belongs to. */
    enum Kind {
        CAMPAIGN("campaign", "regular"),
        TRANSACTION("transaction", "event"),
        CONFIRMATION("confirmation", "confirmation");

        /** As webhook events and the archive call it. */
        final String inEvents;
        /** As lists of campaigns call it. */
        final String inLists;

        Kind(String inEvents, String inLists) {
            this.inEvents = inEvents;
            this.inLists = inLists;
        }
    }

    final long id;
    final long campaign;
    final String name;
    final Kind kind;
    final Instant created;
    final Set<Long> lists = new TreeSet<>();
    final Map<String, Mail> lastByRecipient = new HashMap<>();
    final Map<String, Integer> figures = new HashMap<>();
    private final Set<String> unique = new HashSet<>();
    boolean archived;

    Mailing(long id, long campaign, String name, Kind kind, Instant created) {
        this.id = id;
        this.campaign = campaign;
        this.name = name;
        this.kind = kind;
        this.created = created;
    }

    void count(String figure) {
        figures.merge(figure, 1, Integer::sum);
    }

    /** Counts a total, and once for each mail a unique figure. */
    void count(String figure, String mailId) {
        count(figure + ".total");
        if (unique.add(figure + mailId)) {
            count(figure + ".unique");
        }
    }

    int figure(String figure) {
        return figures.getOrDefault(figure, 0);
    }

    Instant created() {
        return created;
    }

    long campaign() {
        return campaign;
    }

    String name() {
        return name;
    }
}
