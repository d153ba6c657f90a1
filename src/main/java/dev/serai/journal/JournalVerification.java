package dev.serai.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.journal.VerificationRule.Differences;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recounts a journal from its rows, and reads every payload. It writes nothing, so that it works on a replica too, and beside
 * a running gateway on PostgreSQL: what is counted is read in one snapshot.
 */
public final class JournalVerification {
    private static final int PAGE = 200;
    private static final int SHOWN = 20;
    private static final int TRIES = 3;
    private static final String PAYLOADS = "payloads that are no JSON object";
    /** A replica cancels a query that keeps it from following its primary, and an administrator may cancel any. */
    private static final Set<String> CANCELLED = Set.of("40001", "40P01", "57014");

    private final JournalSettings settings;
    private final Dialect dialect;
    private final Progress progress;

    /** Learns how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /** @param total rows that the check reads; 0 if it is one query, of which nothing is known until it ends */
        void at(String check, long rows, long total);
    }

    /**
     * One check.
     *
     * @param found number of differences
     * @param first the first 20 of them
     * @param meaning what a difference means
     * @param instead what to do
     */
    public record Check(String name, long found, List<String> first, String meaning, String instead) {}

    /** @param right whether there is no difference */
    public record Report(boolean right, long events, long deliveries, List<Check> checks) {}

    public JournalVerification(JournalSettings settings, Progress progress) {
        this.settings = settings;
        this.dialect = Dialect.of(settings.url());
        this.progress = progress;
    }

    private record Counted(long events, long deliveries, List<Check> checks) {}

    /** One step that is done again if the database cancels it. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws SQLException;
    }

    /** @throws JournalRefusedException if the journal cannot be read, or a replica cancels the same query three times */
    public Report run() throws SQLException, JournalRefusedException {
        JournalSchema schema = JournalSchema.current();
        try (Connection connection = JournalConnection.snapshot(settings)) {
            schema.mustBeThatOf(connection, JournalConnection.shown(settings));
            if (CopyMark.isUnfinished(connection)) {
                throw new JournalRefusedException("the journal " + JournalConnection.shown(settings)
                        + " is a copy that has not ended; run serai migrate again, which compares both in the end");
            }
            connection.commit();
            Counted counted = tried(connection, () -> counted(connection));
            List<Check> checks = new ArrayList<>(counted.checks());
            checks.add(payloads(connection, counted.events()));
            return new Report(
                    checks.stream().allMatch(check -> check.found() == 0),
                    counted.events(),
                    counted.deliveries(),
                    checks);
        }
    }

    private Counted counted(Connection connection) throws SQLException {
        long events = new Query(connection, "select count(*) from event").number();
        long deliveries = new Query(connection, "select count(*) from delivery").number();
        List<Check> checks = new ArrayList<>();
        for (VerificationRule rule : VerificationRule.ALL) {
            progress.at(rule.name(), 0, 0);
            Differences differences = rule.check(connection, dialect);
            checks.add(
                    new Check(rule.name(), differences.found(), differences.first(), rule.meaning(), rule.instead()));
        }
        return new Counted(events, deliveries, checks);
    }

    private Check payloads(Connection connection, long events) throws SQLException, JournalRefusedException {
        List<String> wrong = new ArrayList<>();
        long found = 0;
        long read = 0;
        UUID last = null;
        while (true) {
            UUID after = last;
            Page page = tried(connection, () -> page(connection, after));
            read += page.rows();
            found += page.wrong().size();
            page.wrong().stream().limit(SHOWN - wrong.size()).forEach(wrong::add);
            progress.at(PAYLOADS, read, Math.max(read, events));
            if (page.rows() < PAGE) {
                return new Check(
                        PAYLOADS,
                        found,
                        wrong,
                        "the text of the event was changed after it came, because Serai keeps JSON objects only",
                        "take the payload from a backup; serai event ID has its type and where it went");
            }
            last = page.last();
        }
    }

    private record Page(int rows, @Nullable UUID last, List<String> wrong) {}

    /** A page is a transaction of its own: no snapshot stays open for the hours that a large journal takes. */
    private static Page page(Connection connection, @Nullable UUID after) throws SQLException {
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        UUID last = null;
        try (PreparedStatement select = connection.prepareStatement("select id, payload from event"
                + (after == null ? "" : " where id > ?") + " order by id limit " + PAGE)) {
            select.setFetchSize(PAGE / 4);
            if (after != null) {
                select.setObject(1, after);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows++;
                    last = row.getObject(1, UUID.class);
                    String reason = reason(row.getString(2));
                    if (reason != null) {
                        wrong.add("event=" + last + " " + reason);
                    }
                }
            }
        }
        return new Page(rows, last, wrong);
    }

    /** @return null if it is one, or if it is kept no more */
    private static @Nullable String reason(String payload) {
        try {
            if (!payload.isEmpty()) {
                Json.payload(payload);
            }
            return null;
        } catch (JsonProcessingException e) {
            return Json.reason(e);
        }
    }

    private <T> T tried(Connection connection, Step<T> step) throws SQLException, JournalRefusedException {
        for (int number = 1; ; number++) {
            try {
                T done = step.run();
                connection.commit();
                return done;
            } catch (SQLException e) {
                if (!CANCELLED.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                connection.rollback();
                if (number == TRIES) {
                    throw new JournalRefusedException(
                            "the database " + JournalConnection.shown(settings) + " has cancelled the same query "
                                    + TRIES
                                    + " times: SQLState " + e.getSQLState()
                                    + "; on a replica set max_standby_streaming_delay = -1 or hot_standby_feedback = on, or"
                                    + " verify the primary",
                            e);
                }
            }
        }
    }
}
