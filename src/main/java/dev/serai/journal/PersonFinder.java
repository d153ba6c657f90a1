package dev.serai.journal;

import dev.serai.event.Contacts;
import dev.serai.event.Event;
import dev.serai.journal.PersonKnowledge.Recipient;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds all that is kept of some persons: events whose contact, subject or payload names one of them, events of their recipient ids, corrected
 * copies and the originals of these, and bodies in quarantine. It reads every row once, page by page; there is no index of what payloads say.
 */
final class PersonFinder {
    /** Events of a page. */
    private static final int PAGE = 2_000;

    private static final int BODIES = 100;
    private static final int FETCHED = 50;
    /** More texts than that are not looked for by the database, but in every payload that it sends. */
    private static final int MAX_RUNS = 20;

    private final Journal journal;
    private final PersonKnowledge knowledge;
    private final Contacts contacts;
    private final Prune.Watcher watcher;
    private final SortedSet<UUID> named = new TreeSet<>();
    private final SortedSet<UUID> linked = new TreeSet<>();
    private final List<String> bodies = new ArrayList<>();
    private final Set<Recipient> recipients = new HashSet<>();
    private int pages;

    PersonFinder(Journal journal, PersonKnowledge knowledge, Contacts contacts, Prune.Watcher watcher) {
        this.journal = journal;
        this.knowledge = knowledge;
        this.contacts = contacts;
        this.watcher = watcher;
    }

    /** Events that name one of the persons. */
    SortedSet<UUID> named() {
        return named;
    }

    /** Events that only a recipient id, an original or a copy leads to. They have to be erased first: nothing finds them once the others are. */
    SortedSet<UUID> linked() {
        return linked;
    }

    /** Hashes of bodies in quarantine. */
    List<String> bodies() {
        return bodies;
    }

    /** @return false if the watcher has ended it */
    boolean run() throws SQLException, InterruptedException {
        if (!scan(contacts.runs(), contacts.areAddresses(), this::names)) {
            return false;
        }
        Set<String> ids =
                recipients.stream().map(Recipient::id).map(Contacts::longestRun).collect(Collectors.toSet());
        if (!recipients.isEmpty() && !scan(ids, false, this::isOfRecipient)) {
            return false;
        }
        copies();
        linked.removeAll(named);
        return quarantine();
    }

    private boolean names(Event event) {
        boolean about = event.contact() != null && contacts.areIn(event.contact());
        if (about) {
            // who is only mentioned in an event is not its recipient
            knowledge.recipient(event).ifPresent(recipients::add);
        }
        return (about
                        || (event.subject() != null && contacts.areIn(event.subject()))
                        || contacts.areIn(event.payload()))
                && named.add(event.id());
    }

    private boolean isOfRecipient(Event event) {
        return knowledge.recipient(event).filter(recipients::contains).isPresent() && linked.add(event.id());
    }

    /** @param runs of which an event that is meant has one, see {@link Contacts#runs} */
    private boolean scan(Set<String> runs, boolean addresses, Consumer<Event> visitor)
            throws SQLException, InterruptedException {
        List<Object> values = new ArrayList<>();
        String condition = condition(runs, addresses, values);
        UUID after = new UUID(0, 0);
        while (after != null) {
            long begun = System.nanoTime();
            UUID from = after;
            Optional<UUID> last = journal.observe(connection -> {
                Optional<UUID> end = new Query(
                                connection,
                                "select id from event where id > ? order by id limit 1 offset " + (PAGE - 1),
                                from)
                        .first(row -> row.getObject("id", UUID.class));
                read(connection, from, end.orElse(null), condition, values, visitor);
                return end;
            });
            after = last.orElse(null);
            if (!stepped("events", begun)) {
                return false;
            }
        }
        return true;
    }

    private boolean stepped(String what, long begun) throws InterruptedException {
        return watcher.stepped("looks at " + what + ", page " + ++pages, 0, System.nanoTime() - begun);
    }

    private static String condition(Set<String> runs, boolean addresses, List<Object> values) {
        String escaped = " or position('\\u00' in payload) > 0";
        if (runs.contains("") || runs.size() > MAX_RUNS) {
            return addresses
                    ? " and (contact is not null or subject is not null or payload like '%@%' or payload like '%40%'"
                            + " or payload like '%64;%' or payload like '%commat%')"
                    : "";
        }
        List<String> terms = new ArrayList<>();
        for (String run : runs) {
            for (String column : List.of("contact", "subject", "payload")) {
                terms.add(column + " ilike ?");
                values.add("%" + run + "%");
            }
        }
        return " and (" + String.join(" or ", terms) + escaped + ")";
    }

    /** Fetches some rows at a time, because a payload may have 4 MB. */
    private static void read(
            Connection connection,
            UUID from,
            @Nullable UUID until,
            String condition,
            List<Object> values,
            Consumer<Event> visitor)
            throws SQLException {
        String sql =
                "select id, family, type, subject, contact, occurred_at, received_at, payload from event where id > ?"
                        + (until == null ? "" : " and id <= ?") + " and erased_at is null" + condition;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(FETCHED);
            int index = 1;
            select.setObject(index++, from);
            if (until != null) {
                select.setObject(index++, until);
            }
            for (Object value : values) {
                select.setObject(index++, value);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    visitor.accept(DeliveryQueue.event(row));
                }
            }
        }
    }

    /** A correction may have changed the address itself: what was corrected is of the same person. */
    private void copies() throws SQLException {
        List<List<UUID>> pairs = journal.observe(
                connection -> new Query(connection, "select id, copy_of from event where copy_of is not null")
                        .list(row -> List.of(row.getObject("id", UUID.class), row.getObject("copy_of", UUID.class))));
        boolean more = true;
        while (more) {
            more = false;
            for (List<UUID> pair : pairs) {
                if (pair.stream().anyMatch(this::isFound)) {
                    more |= add(pair);
                }
            }
        }
        linked.removeAll(erased(linked));
    }

    private boolean isFound(UUID id) {
        return named.contains(id) || linked.contains(id);
    }

    private boolean add(Collection<UUID> pair) {
        boolean added = false;
        for (UUID each : pair) {
            added |= !isFound(each) && linked.add(each);
        }
        return added;
    }

    private Set<UUID> erased(Set<UUID> ids) throws SQLException {
        Set<UUID> erased = new HashSet<>();
        for (List<UUID> some : Erasure.steps(ids)) {
            erased.addAll(journal.<List<UUID>>observe(connection -> journal.dialect()
                    .listOf(
                            connection,
                            "select id from event where erased_at is not null and id %s",
                            some,
                            row -> row.getObject("id", UUID.class))));
        }
        return erased;
    }

    private boolean quarantine() throws SQLException, InterruptedException {
        String after = "";
        while (after != null) {
            long begun = System.nanoTime();
            String from = after;
            List<String> read = journal.observe(connection -> new Query(
                            connection,
                            "select hash, body, charset, headers from quarantine where hash > ? order by hash limit ?",
                            from,
                            BODIES)
                    .list(row -> body(row)));
            after = read.size() < BODIES ? null : read.get(read.size() - 1);
            if (!stepped("quarantine", begun)) {
                return false;
            }
        }
        return true;
    }

    private String body(ResultSet row) throws SQLException {
        String hash = row.getString("hash");
        String headers = row.getString("headers");
        if (contacts.areIn(new String(row.getBytes("body"), charset(row.getString("charset"))))
                || (headers != null && contacts.areIn(headers))) {
            bodies.add(hash);
        }
        return hash;
    }

    private static Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
