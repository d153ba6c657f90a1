package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.event.QuarantinedInput;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.Text;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Authenticated input that was no event: the table {@code quarantine}, for people who look at it and offer it again. */
public final class Quarantine {
    private static final String COLUMNS = "hash, family, count, received_at, reason, charset";

    private final Journal journal;
    private final EventWriter writer;
    private final Clock clock;

    /** @param process names this process in the counts */
    public Quarantine(Journal journal, String process, Clock clock) {
        this.journal = journal;
        this.writer = new EventWriter(journal, process + "#offer");
        this.clock = clock;
    }

    /**
     * A body that was no event.
     *
     * @param hash SHA-256 of the body, in hexadecimal digits
     * @param count how often the body came
     * @param receivedAt when it came first
     * @param charset what the request called the charset of the body; null if it did not, or UTF-8
     * @param bytes length of the body
     */
    public record Entry(
            String hash,
            String family,
            long count,
            Instant receivedAt,
            String reason,
            @Nullable String charset,
            long bytes) {}

    /**
     * The body with all that is known of it.
     *
     * @param headers those of its request without which it cannot be read
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stored(Entry entry, byte[] body, Map<String, String> headers) {
        /** Whether what it said was erased: no request has an empty body. */
        public boolean isErased() {
            return body.length == 0;
        }
    }

    /** Where a page ends. */
    public record Cursor(Instant receivedAt, String hash) {}

    /** What has become of a body that was offered. */
    public enum Became {
        /** It was read: its events are kept, and it is gone from quarantine. */
        EVENTS,
        /** It is still no event, and stays. */
        NO_EVENT,
        /** It is in quarantine no more: somebody else has offered it. */
        GONE
    }

    /**
     * What has become of a body, and of what was in it.
     *
     * @param fresh the events that are new
     * @param duplicate number of events that were known already
     * @param quarantined number of its elements that are still no events
     */
    public record Offered(Became became, List<RoutedEvent> fresh, int duplicate, int quarantined) {
        private static Offered without(Became became) {
            return new Offered(became, List.of(), 0, 0);
        }
    }

    /** One row of the audit for all bodies that a request offers; the transaction of the first body writes the row. */
    public static final class Audit {
        private final String who;
        private final Map<String, ?> asked;
        private final @Nullable String reason;
        private @Nullable UUID row;

        /**
         * @param asked what the request asked for
         * @param reason the words of the person
         */
        public Audit(String who, Map<String, ?> asked, @Nullable String reason) {
            this.who = who;
            this.asked = asked;
            this.reason = reason;
        }

        private UUID count(Connection connection, Instant now, int more) throws SQLException {
            UUID id =
                    row == null ? OperationsAudit.begin(connection, now, who, Action.OFFER, null, asked, reason) : row;
            OperationsAudit.count(connection, id, more);
            return id;
        }
    }

    /** A decision in a transaction, and the row of the audit once it is committed. */
    private record Written(Offered offered, UUID audit) {}

    /**
     * The bodies, those that came last first.
     *
     * @param family null for all
     * @param after the end of the page before; null for the first page
     */
    public List<Entry> page(@Nullable String family, @Nullable Cursor after, int limit) throws SQLException {
        StringBuilder sql =
                new StringBuilder("select " + COLUMNS + ", octet_length(body) as bytes from quarantine where 1 = 1");
        List<Object> values = new ArrayList<>();
        if (family != null) {
            sql.append(" and family = ?");
            values.add(family);
        }
        if (after != null) {
            sql.append(" and received_at <= ? and (received_at < ? or hash > ?)");
            values.addAll(List.of(after.receivedAt(), after.receivedAt(), after.hash()));
        }
        sql.append(" order by received_at desc, hash limit ?");
        values.add(limit);
        return journal.observe(
                connection -> new Query(connection, sql.toString(), values.toArray()).list(Quarantine::entry));
    }

    /**
     * How many bodies there are.
     *
     * @param family null for all
     */
    public long count(@Nullable String family) throws SQLException {
        return journal.observe(connection -> new Query(
                        connection,
                        "select count(*) from quarantine where family = coalesce(cast(? as varchar), family)",
                        family)
                .number());
    }

    /**
     * The hashes of bodies, in their order.
     *
     * @param family null for all
     * @param after the last hash of the page before; null for the first page
     */
    public List<String> hashes(@Nullable String family, @Nullable String after, int limit) throws SQLException {
        return journal.observe(connection -> new Query(
                        connection,
                        "select hash from quarantine where hash > ? and family = coalesce(cast(? as varchar), family)"
                                + " order by hash limit ?",
                        after == null ? "" : after,
                        family,
                        limit)
                .list(row -> row.getString("hash")));
    }

    /** The hashes that begin with these digits, at most two: the second one tells that they are too few. */
    public List<String> beginningWith(String digits) throws SQLException {
        return journal.observe(connection -> new Query(
                        connection,
                        "select hash from quarantine where hash >= ? and hash < ? order by hash limit 2",
                        digits,
                        digits + "g")
                .list(row -> row.getString("hash")));
    }

    /** @return empty if it is in quarantine no more */
    public Optional<Stored> find(String hash) throws SQLException {
        return journal.observe(connection -> new Query(
                        connection,
                        "select " + COLUMNS
                                + ", octet_length(body) as bytes, body, headers from quarantine where hash = ?",
                        hash)
                .first(row -> new Stored(entry(row), row.getBytes("body"), headers(row.getString("headers")))));
    }

    private static Map<String, String> headers(@Nullable String json) throws SQLException {
        Map<String, String> headers = new TreeMap<>();
        if (json != null) {
            try {
                Json.object(json).forEach((name, value) -> headers.put(name, String.valueOf(value)));
            } catch (JsonProcessingException e) {
                throw new SQLException("headers of a body in quarantine are no JSON", e);
            }
        }
        return headers;
    }

    /**
     * Keeps what a body has turned out to be. Its row goes in the transaction that keeps its events, so that nothing is lost
     * and nothing is kept twice, however the process ends. A body that came several times counts as one receipt of new events and as so
     * many duplicates, since all of its receipts left one row.
     *
     * @param items what the body is now
     */
    public Offered offer(String hash, List<ReceiptItem> items, Audit audit) throws SQLException {
        try {
            return write(hash, items, audit);
        } catch (SQLException e) {
            if (!SqlState.isDataError(e)) {
                throw e;
            }
            return refused(hash, "refused by the database, SQLState " + e.getSQLState(), items, audit);
        }
    }

    private Offered refused(String hash, String reason, List<ReceiptItem> items, Audit audit) throws SQLException {
        return run(audit, connection -> {
            boolean there = new Query(
                                    connection,
                                    "update quarantine set reason = ? where hash = ?",
                                    Text.ofError(reason, 500),
                                    hash)
                            .update()
                    > 0;
            Offered offered =
                    there ? new Offered(Became.NO_EVENT, List.of(), 0, items.size()) : Offered.without(Became.GONE);
            return new Written(offered, audit.count(connection, clock.instant(), 0));
        });
    }

    private Offered write(String hash, List<ReceiptItem> items, Audit audit) throws SQLException {
        return run(audit, connection -> {
            Optional<Long> count = new Query(connection, "select count from quarantine where hash = ? for update", hash)
                    .first(row -> row.getLong("count"));
            Offered offered =
                    count.isEmpty() ? Offered.without(Became.GONE) : write(connection, hash, items, count.get());
            return new Written(
                    offered, audit.count(connection, clock.instant(), offered.became() == Became.EVENTS ? 1 : 0));
        });
    }

    private Offered write(Connection connection, String hash, List<ReceiptItem> items, long times) throws SQLException {
        List<RoutedEvent> entries = of(items, RoutedEvent.class);
        List<QuarantinedInput> rejects = of(items, QuarantinedInput.class);
        if (entries.isEmpty()) {
            String reason = rejects.isEmpty() ? "no elements" : rejects.get(0).reason();
            new Query(connection, "update quarantine set reason = ? where hash = ?", reason, hash).update();
            return new Offered(Became.NO_EVENT, List.of(), 0, rejects.size());
        }
        new Query(connection, "delete from quarantine where hash = ?", hash).update();
        List<EventWriter.Result> results = writer.keep(connection, entries, rejects, times);
        List<RoutedEvent> fresh = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == EventWriter.Result.FRESH) {
                fresh.add(entries.get(i));
            }
        }
        return new Offered(Became.EVENTS, fresh, entries.size() - fresh.size(), rejects.size());
    }

    private Offered run(Audit audit, Journal.Work<Written> work) throws SQLException {
        Written written = Journal.again(() -> journal.deliver(work));
        audit.row = written.audit();
        return written.offered();
    }

    private static <T extends ReceiptItem> List<T> of(List<ReceiptItem> items, Class<T> type) {
        return items.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("hash"),
                row.getString("family"),
                row.getLong("count"),
                Objects.requireNonNull(Query.instant(row, "received_at")),
                row.getString("reason"),
                row.getString("charset"),
                row.getLong("bytes"));
    }
}
