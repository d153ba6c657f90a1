package dev.serai.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.event.Contacts;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the journal all that it keeps of some persons, or only finds it. Events lose payload, contact, subject, errors and receipts; bodies in
 * quarantine lose what they say. Ids, types, times and states stay.
 *
 * <p>It works in transactions of at most {@link #STEP} events. After a kill, a second run goes on: what is erased is erased, and what is left is
 * found again.
 */
public final class Erasure {
    /** Events of one transaction. */
    public static final int STEP = 200;

    /** Rows of each list of a report. */
    static final int MAX_LISTED = 50_000;

    private final Journal journal;
    private final PersonKnowledge knowledge;
    private final Clock clock;

    public Erasure(Journal journal, PersonKnowledge knowledge, Clock clock) {
        this.journal = journal;
        this.knowledge = knowledge;
        this.clock = clock;
    }

    /**
     * What is to be done.
     *
     * @param who the name of the caller
     * @param cancelWaiting whether waiting deliveries are cancelled, but for those of opt-outs
     * @param dryRun whether everything is only counted
     */
    public record Order(Contacts contacts, String who, boolean cancelWaiting, boolean dryRun) {}

    /**
     * A delivery that has to come to its end first.
     *
     * @param destination null for an event that no router could decide
     * @param state waiting, dead or unrouted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Blocking(
            String event, String type, @Nullable String destination, String state, boolean optOut) {}

    /**
     * What a far side keeps.
     *
     * @param record its id; null if the far side has told none, and only knows the id of the event
     * @param change created, updated, matched, marked, or sent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FarRecord(String destination, @Nullable String record, String change, String event) {}

    /**
     * What was done, or would be.
     *
     * @param stopped why it ended too early, or erased nothing; null if it is through
     * @param events number of events
     * @param quarantined number of bodies that were no events
     * @param texts number of reasons, notes and their like in which a contact stood
     * @param cancelled number of deliveries that were cancelled
     * @param left number of events that stay because one of their deliveries has begun to wait meanwhile
     * @param blocking deliveries that have to come to their end first
     * @param records what far sides keep
     * @param cut whether a list has more rows than it shows
     * @param remains what the files of the database still have, and what ends that
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Report(
            boolean dryRun,
            @Nullable String stopped,
            int contacts,
            long events,
            long quarantined,
            long texts,
            long cancelled,
            long left,
            List<Blocking> blocking,
            List<FarRecord> records,
            boolean cut,
            @Nullable String remains) {}

    /**
     * What is kept of some persons.
     *
     * @param stopped why it ended too early; null if it is through
     * @param events ids
     * @param quarantine hashes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Found(@Nullable String stopped, List<String> events, List<String> quarantine) {}

    /** Erases, or counts what would be erased. */
    public Report run(Order order, Prune.Watcher watcher) throws SQLException, InterruptedException {
        return new ErasureRun(journal, knowledge, clock, order, watcher).run();
    }

    /** Finds what is kept. */
    public Found find(Contacts contacts, Prune.Watcher watcher) throws SQLException, InterruptedException {
        PersonFinder finder = new PersonFinder(journal, knowledge, contacts, watcher);
        boolean through = finder.run();
        List<String> events = new ArrayList<>();
        finder.named().forEach(each -> events.add(each.toString()));
        finder.linked().forEach(each -> events.add(each.toString()));
        boolean many = events.size() + finder.bodies().size() > MAX_LISTED;
        return new Found(
                !through ? "it was told to end" : many ? "there is more than an export can have, " + MAX_LISTED : null,
                many ? List.of() : List.copyOf(events),
                many ? List.of() : List.copyOf(finder.bodies()));
    }

    static List<List<UUID>> steps(Collection<UUID> ids) {
        List<UUID> all = List.copyOf(ids);
        List<List<UUID>> steps = new ArrayList<>();
        for (int from = 0; from < all.size(); from += STEP) {
            steps.add(all.subList(from, Math.min(all.size(), from + STEP)));
        }
        return steps;
    }
}
