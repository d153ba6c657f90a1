package dev.serai.reconcile;

import dev.serai.optimizely.CampaignJoin;
import dev.serai.optimizely.api.CampaignEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up what a run finds of one client. */
final class ReportBuilder {
    private static final int MAX_SHOWN = 10_000;

    private final String client;
    private final Map<String, Numbers> types = new LinkedHashMap<>();
    private final List<Report.Missing> shown = new ArrayList<>();
    private final Map<String, Integer> deliveries = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private List<String> suspended = List.of();
    private int hidden;

    /** The numbers of a type. */
    private static final class Numbers {
        private long campaign;
        private long missing;
        private long stored;
        private long notComparable;
    }

    ReportBuilder(String client) {
        this.client = client;
        for (String type : List.of(
                CampaignJoin.UNSUBSCRIBE, CampaignJoin.BOUNCE, CampaignJoin.BLOCKLIST, CampaignJoin.SPAM_COMPLAINT)) {
            types.put(type, new Numbers());
        }
    }

    private Numbers of(String type) {
        return types.computeIfAbsent(type, any -> new Numbers());
    }

    void campaign(CampaignEntry entry) {
        of(entry.type()).campaign++;
    }

    void notComparable(CampaignEntry entry) {
        of(entry.type()).campaign++;
        of(entry.type()).notComparable++;
    }

    void delivery(String destination) {
        deliveries.merge(destination, 1, Integer::sum);
    }

    /** @param types whose webhooks Campaign has suspended */
    void suspended(List<String> types) {
        suspended = types;
        if (!types.isEmpty()) {
            note(suspendedWebhooks(types));
        }
    }

    /** What is wrong, and what to do. */
    static String suspendedWebhooks(List<String> types) {
        return "Campaign has suspended the webhooks " + String.join(", ", types)
                + ", so that nothing arrives by them; serai webhooks apply activates them again";
    }

    void note(String note) {
        notes.add(note);
    }

    /** What is missing, and which of it was stored. */
    void missing(Collection<Candidate> missing, Collection<Candidate> stored) {
        Set<Candidate> done = new HashSet<>(stored);
        for (Candidate each : missing) {
            Numbers numbers = of(each.entry().type());
            numbers.missing++;
            boolean isStored = done.contains(each);
            if (isStored) {
                numbers.stored++;
            }
            if (shown.size() < MAX_SHOWN) {
                shown.add(row(each, isStored));
            } else {
                hidden++;
            }
        }
    }

    private static Report.Missing row(Candidate each, boolean stored) {
        CampaignEntry entry = each.entry();
        String address = Candidate.address(entry);
        return new Report.Missing(
                entry.type(),
                entry.created().toString(),
                entry.recipientId() == null ? address : entry.recipientId(),
                entry.mailingId() == null ? null : entry.mailingId().toString(),
                entry.mailId(),
                stored);
    }

    /** @param error why the run did not come to its end; null if it did */
    Report.OfClient build(@Nullable String error) {
        return new Report.OfClient(
                client,
                error,
                types.entrySet().stream()
                        .map(each -> new Report.Total(
                                each.getKey(),
                                each.getValue().campaign,
                                each.getValue().campaign - each.getValue().missing - each.getValue().notComparable,
                                each.getValue().missing,
                                each.getValue().stored,
                                each.getValue().notComparable))
                        .toList(),
                List.copyOf(shown),
                hidden,
                new TreeMap<>(deliveries),
                List.copyOf(notes),
                suspended);
    }
}
