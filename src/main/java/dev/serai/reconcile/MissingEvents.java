package dev.serai.reconcile;

import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.Json;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.NewWork;
import dev.serai.journal.ReconciledEvents;
import dev.serai.optimizely.CampaignJoin;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.CampaignEntry;
import dev.serai.optimizely.api.CampaignRecords;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Router;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what is missing among some records, and stores it by the ordinary way: family, router, deliveries. */
final class MissingEvents {
    /** Events of one transaction. */
    private static final int CHUNK = 2_000;

    /** So many recipients are asked for whether they get nothing more because of bounces. */
    private static final int MAX_ASKED = 2_000;

    /** Campaign drops a webhook after three days. */
    private static final Duration WEBHOOKS_COME = Duration.ofDays(4);

    private static final Duration BEFORE = Duration.ofDays(1);

    private final Family family;
    private final Router router;
    private final ReconciledEvents journal;
    private final NewWork work;
    private final Clock clock;
    private final String client;
    private final CampaignRecords records;
    private final Progress progress;
    private final ReportBuilder report;
    private final Map<String, Boolean> exceeded = new HashMap<>();
    private int notAsked;

    MissingEvents(
            Reconcile.Parts parts, String client, CampaignRecords records, Progress progress, ReportBuilder report) {
        this.family = parts.family();
        this.router = parts.router();
        this.journal = parts.journal();
        this.work = parts.work();
        this.clock = parts.clock();
        this.client = client;
        this.records = records;
        this.progress = progress;
        this.report = report;
    }

    /** How many bounces have no {@code thresholdExceeded}, because there were too many to ask for. */
    int notAsked() {
        return notAsked;
    }

    /**
     * Compares the records with the journal.
     *
     * @param apply whether what is missing is stored
     */
    void settle(Matching matching, boolean apply) throws SQLException, ApiException, InterruptedException {
        List<Candidate> judged = matching.judged();
        if (judged.isEmpty()) {
            return;
        }
        progress.doing("comparing " + judged.size() + " records of client " + client + " with the journal");
        Instant recent = readArrived(matching, judged);
        Set<Candidate> missing = matching.missing(lately(matching, recent));
        missing = matching.missing(missing, lately(matching, recent, missing));
        if (missing.isEmpty()) {
            return;
        }
        Map<Candidate, RoutedEvent> events = new LinkedHashMap<>();
        for (Candidate each : missing) {
            RoutedEvent event = event(each);
            if (event != null) {
                events.put(each, event);
            }
        }
        if (apply) {
            List<Candidate> stored = new ArrayList<>();
            Set<Candidate> still = new LinkedHashSet<>(missing);
            try {
                for (List<Candidate> chunk : chunks(List.copyOf(events.keySet()))) {
                    progress.doing("storing what is missing of client " + client);
                    store(matching, recent, chunk, events, stored, still);
                }
            } finally {
                report.missing(still, stored);
            }
        } else {
            events.values().forEach(each -> each.decision().destinations().forEach(report::delivery));
            report.missing(missing, List.of());
        }
    }

    /** @return the receipt until which all webhooks' events are read */
    private Instant readArrived(Matching matching, List<Candidate> judged) throws SQLException {
        Instant oldest = judged.stream()
                .map(each -> each.entry().created())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant newest = judged.stream()
                .map(each -> each.entry().created())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant recent = clock.instant().minus(ReconciledEvents.COMMIT_TAKES);
        Instant last = newest.plus(WEBHOOKS_COME);
        journal.arrived(
                family.name(),
                CampaignJoin.TYPES,
                oldest.minus(BEFORE),
                last.isBefore(recent) ? last : recent,
                matching::arrived);
        return recent;
    }

    private Matching.Times lately(Matching matching, Instant recent) throws SQLException {
        Matching.Times lately = matching.times();
        journal.arrived(
                family.name(), CampaignJoin.TYPES, recent, clock.instant().plus(BEFORE), lately::add);
        return lately;
    }

    /** The same, and what reconciliations have stored of some records. */
    private Matching.Times lately(Matching matching, Instant recent, Set<Candidate> among) throws SQLException {
        Matching.Times lately = lately(matching, recent);
        lately.addAll(journal.stored(keys(among)));
        return lately;
    }

    private static Set<String> keys(Iterable<Candidate> candidates) {
        Set<String> keys = new HashSet<>();
        candidates.forEach(each -> each.keys().stream().map(JoinKey::key).forEach(keys::add));
        return keys;
    }

    private static List<List<Candidate>> chunks(List<Candidate> all) {
        List<List<Candidate>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }

    private void store(
            Matching matching,
            Instant recent,
            List<Candidate> chunk,
            Map<Candidate, RoutedEvent> events,
            List<Candidate> stored,
            Set<Candidate> still)
            throws SQLException {
        Set<Candidate> missingNow = new LinkedHashSet<>();
        List<RoutedEvent> fresh =
                journal.store(family.name(), CampaignJoin.TYPES, keys(chunk), recent, (arrived, times) -> {
                    Matching.Times lately = matching.times();
                    arrived.forEach(lately::add);
                    lately.addAll(times);
                    missingNow.clear();
                    missingNow.addAll(matching.missing(chunk, lately));
                    return missingNow.stream().map(events::get).toList();
                });
        work.announce(RoutedEvent.newDeliveries(fresh));
        fresh.forEach(each -> each.decision().destinations().forEach(report::delivery));
        Set<UUID> ids = new HashSet<>();
        fresh.forEach(each -> ids.add(each.event().id()));
        for (Candidate each : chunk) {
            RoutedEvent event = events.get(each);
            if (event != null && ids.contains(event.event().id())) {
                stored.add(each);
            } else {
                // it has arrived meanwhile
                still.remove(each);
            }
        }
    }

    /** The event that the webhook would have been; null if the record makes none. */
    private @Nullable RoutedEvent event(Candidate candidate) throws ApiException, InterruptedException {
        CampaignEntry entry = candidate.entry();
        String mailId = entry.mailId();
        if (entry.type().equals(CampaignJoin.SPAM_COMPLAINT) && mailId != null) {
            entry = entry.of(records.mail(mailId));
        }
        Map<String, Object> payload = Candidate.payload(entry, client, thresholdExceeded(entry));
        try {
            Family.Received received =
                    family.event(payload, Json.write(payload), new Family.Transmission(clock.instant(), null));
            Event event = received.event();
            JoinKey key = received.joinKey();
            if (key == null) {
                report.note("a record of type " + entry.type() + " has an impossible time and was left out");
                return null;
            }
            return new RoutedEvent(event, router.decide(event, payload), null, key);
        } catch (NotAnEventException e) {
            report.note("a record of type " + entry.type() + " is no event: " + e.getMessage());
            return null;
        }
    }

    private @Nullable Boolean thresholdExceeded(CampaignEntry entry) throws ApiException, InterruptedException {
        String recipient = entry.recipientId();
        if (!entry.type().equals(CampaignJoin.BOUNCE) || recipient == null) {
            return null;
        }
        Boolean known = exceeded.get(recipient);
        if (known == null && exceeded.size() < MAX_ASKED) {
            known = records.isThresholdExceeded(recipient);
            exceeded.put(recipient, known);
        }
        notAsked += known == null ? 1 : 0;
        return known;
    }
}
