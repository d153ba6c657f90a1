package dev.serai.journal;

import dev.serai.event.Json;
import dev.serai.event.Text;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who changed what: the table {@code audit}. {@link Erasure} takes contacts out of its texts. Only {@link Prune} deletes its rows, if {@code journal.keep-audit} says so. */
public final class OperationsAudit {
    private static final int MAX_FILTER = 4_000;

    private final Journal journal;
    private final Clock clock;

    public OperationsAudit(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** What was done. */
    public enum Action {
        PAUSE,
        RESUME,
        PROBE,
        REPLAY,
        CANCEL,
        DISCARD,
        /** Deliveries were moved to another destination. */
        MOVE,
        /** A corrected copy of an event was stored. */
        EDIT,
        /** A group of dead deliveries is known. */
        ACKNOWLEDGE,
        RELOAD,
        REROUTE,
        RECONCILE,
        /** Bodies in quarantine were read once more. */
        OFFER,
        /** What is older than the configuration wants was deleted. */
        PRUNE,
        /** All that names some persons was erased; count is how many events and bodies. */
        ERASE,
        /** All that names a person was read. */
        EXPORT,
        /** An event or a body in quarantine was shown with all that names a person. */
        UNMASK,
        /** A job was ended. */
        STOP,
        /** A person signed in to the console, with a token or at an identity provider. */
        LOGIN,
        /** Such a person signed out. */
        LOGOUT
    }

    /**
     * A change.
     *
     * @param who the name of the caller
     * @param action in lower case
     * @param name of a replay; null for other actions
     * @param filter JSON: what was asked for
     * @param count how many deliveries were changed; 1 for a destination; how many bodies left quarantine; how many
     *     events, payloads, bodies and rows of the audit were pruned
     * @param reason the words of the person; null if none were given
     */
    public record Entry(
            UUID id,
            Instant at,
            String who,
            String action,
            @Nullable String name,
            String filter,
            long count,
            @Nullable String reason) {}

    /** Where a page ends. */
    public record Cursor(Instant at, UUID id) {}

    /** Writes the row of a change that is no change of deliveries or destinations. */
    public void note(String who, Action action, Map<String, ?> asked, int count) throws SQLException {
        note(who, action, asked, count, null);
    }

    /**
     * The same with a reason.
     *
     * @param reason the words of the person; null if none were given
     */
    public void note(String who, Action action, Map<String, ?> asked, int count, @Nullable String reason)
            throws SQLException {
        Instant now = clock.instant();
        journal.deliver(connection -> {
            count(connection, begin(connection, now, who, action, null, asked, reason), count);
            return true;
        });
    }

    /** Writes the row of a change that is about to be made in the transaction. @return its id */
    static UUID begin(
            Connection connection,
            Instant at,
            String who,
            Action action,
            @Nullable String name,
            Map<String, ?> filter,
            @Nullable String reason)
            throws SQLException {
        UUID id = UUID.randomUUID();
        String json = Json.write(filter);
        new Query(
                        connection,
                        "insert into audit (id, at, who, action, name, filter, count, reason) values (?, ?, ?, ?, ?, ?, 0, ?)",
                        id,
                        at,
                        Text.clean(who, 100),
                        action.name().toLowerCase(Locale.ROOT),
                        name == null ? null : Text.clean(name, 100),
                        json.length() > MAX_FILTER ? "{}" : json,
                        reason == null ? null : Text.clean(reason, 500))
                .update();
        return id;
    }

    /** So many more were changed in this transaction. */
    static void count(Connection connection, UUID id, int more) throws SQLException {
        new Query(connection, "update audit set count = count + ? where id = ?", more, id).update();
    }

    /**
     * The changes, the newest first.
     *
     * @param after the end of the page before; null for the first page
     */
    public List<Entry> page(@Nullable Cursor after, int limit) throws SQLException {
        List<Object> values = new ArrayList<>();
        if (after != null) {
            values.addAll(List.of(after.at(), after.at(), after.id()));
        }
        values.add(limit);
        return journal.observe(connection -> new Query(
                        connection,
                        "select id, at, who, action, name, filter, count, reason from audit "
                                + (after == null ? "" : "where at <= ? and (at < ? or id < ?) ")
                                + "order by at desc, id desc limit ?",
                        values.toArray())
                .list(row -> new Entry(
                        row.getObject("id", UUID.class),
                        Objects.requireNonNull(Query.instant(row, "at")),
                        row.getString("who"),
                        row.getString("action"),
                        row.getString("name"),
                        row.getString("filter"),
                        row.getLong("count"),
                        row.getString("reason"))));
    }
}
