package dev.serai.journal;

import dev.serai.journal.TableDigest.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies a journal into an empty database, and compares both row by row and ledger by ledger. The source is only read, in one
 * snapshot. A copy that ended too early goes on where it was.
 */
public final class JournalCopy {
    /** The first and the last that a gateway writes: it takes leases when it starts, and counts what it receives. */
    private static final List<String> CHANGED_BY_EACH_GATEWAY = List.of("destination", "event_count");

    private final JournalSettings from;
    private final JournalSettings to;
    private final boolean again;
    private final Progress progress;

    /** Learns how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param doing {@code copy} or {@code compare}
         * @param rows of the table that are done
         * @param total rows of the table
         */
        void at(String doing, String table, long rows, long total);
    }

    /**
     * @param resumed whether it went on with a copy that had ended too early
     * @param balanced whether the ledger of the source balances; an unbalanced one is copied as it is
     */
    public record Report(boolean equal, boolean resumed, boolean ledgerEqual, boolean balanced, List<Table> tables) {}

    /** One table of both journals. */
    public record Table(String table, long source, long target, String sourceChecksum, String targetChecksum) {
        public boolean equal() {
            return source == target && sourceChecksum.equals(targetChecksum);
        }
    }

    /** @param again whether to empty the target first, if a copy into it has not ended */
    public JournalCopy(JournalSettings from, JournalSettings to, boolean again, Progress progress) {
        this.from = from;
        this.to = to;
        this.again = again;
        this.progress = progress;
    }

    /**
     * @throws JournalRefusedException if a gateway runs on one of them, if the target has something else, or if the source is of
     *     another version or has changed
     */
    public Report run() throws SQLException, JournalRefusedException {
        Dialect toDialect = Dialect.of(to.url());
        if (JournalConnection.shown(from).equals(JournalConnection.shown(to))) {
            throw new JournalRefusedException("source and target are the same database; name another one with --to");
        }
        JournalSchema schema = JournalSchema.current();
        try (Connection source = JournalConnection.snapshot(from)) {
            schema.mustBeThatOf(source, JournalConnection.shown(from));
            RunningGateway.refuse(source, from);
            String state = state(source);
            try (Connection target = JournalConnection.writing(to)) {
                refuseOther(target, schema);
                target.commit();
                Journal.migrate(toDialect, to, true);
                boolean resumed = begin(target, schema, state);
                Map<String, Long> totals = totals(source, schema);
                for (String table : schema.tables()) {
                    new TableCopy(source, target, table, progress).run(totals.getOrDefault(table, 0L));
                }
                Report report = compare(source, target, schema, totals, resumed);
                refuseChanged(state);
                if (report.equal()) {
                    end(target, schema, toDialect);
                }
                return report;
            }
        }
    }

    /** Refuses a target that a gateway uses, or that has rows of anything but an unfinished copy. */
    private void refuseOther(Connection target, JournalSchema schema) throws SQLException, JournalRefusedException {
        RunningGateway.refuse(target, to);
        Set<String> there = JournalSchema.tablesOf(target);
        if (there.contains(JournalSchema.HISTORY) && JournalSchema.versionOf(target) > schema.version()) {
            schema.mustBeThatOf(target, JournalConnection.shown(to));
        }
        if (there.contains(CopyMark.TABLE) && CopyMark.isUnfinished(target)) {
            return;
        }
        for (String table : schema.tables()) {
            if (there.contains(table) && !schema.filled().contains(table) && JournalSchema.hasRows(target, table)) {
                throw new JournalRefusedException("the target " + JournalConnection.shown(to)
                        + " is not empty: its table " + table + " has rows; name an empty database");
            }
        }
    }

    /** @return whether it goes on with a copy that had ended too early */
    private boolean begin(Connection target, JournalSchema schema, String state)
            throws SQLException, JournalRefusedException {
        boolean resumed = CopyMark.isUnfinished(target) && !again;
        if (resumed && !CopyMark.source(target).equals(state)) {
            throw new JournalRefusedException("a copy into " + JournalConnection.shown(to)
                    + " has not ended, and it was of another journal, or a gateway has run on the source since then;"
                    + " run the command with --again, which empties the target and begins anew");
        }
        if (!resumed) {
            // a gateway may have started while the schema was made; without --again nothing is deleted that it has
            // written
            refuseOther(target, schema);
            for (String table : again ? schema.tables() : schema.filled()) {
                new Query(target, "delete from \"" + table + "\"").update();
            }
            CopyMark.end(target);
            CopyMark.begin(target, schema.tables(), state);
            target.commit();
        }
        return resumed;
    }

    private static Map<String, Long> totals(Connection source, JournalSchema schema) throws SQLException {
        Map<String, Long> totals = new LinkedHashMap<>();
        for (String table : schema.tables()) {
            totals.put(table, new Query(source, "select count(*) from \"" + table + "\"").number());
        }
        return totals;
    }

    private Report compare(
            Connection source, Connection target, JournalSchema schema, Map<String, Long> totals, boolean resumed)
            throws SQLException, JournalRefusedException {
        List<Table> tables = new ArrayList<>();
        for (String table : schema.tables()) {
            long total = totals.getOrDefault(table, 0L);
            Result there = digest(source, table, 2 * total, 0);
            Result here = digest(target, table, 2 * total, total);
            tables.add(new Table(table, there.rows(), here.rows(), there.checksum(), here.checksum()));
        }
        Instant now = Instant.now();
        Ledger.Page before = Ledger.page(source, Dialect.of(from.url()), now, true);
        Ledger.Page after = Ledger.page(target, Dialect.of(to.url()), now, true);
        target.commit();
        boolean ledgerEqual = before.equals(after);
        boolean equal = ledgerEqual && tables.stream().allMatch(Table::equal);
        return new Report(equal, resumed, ledgerEqual, Boolean.TRUE.equals(before.balanced()), tables);
    }

    private Result digest(Connection connection, String table, long total, long done)
            throws SQLException, JournalRefusedException {
        TableLayout layout = TableLayout.of(connection, table);
        TableDigest digest = new TableDigest(layout);
        long[] rows = {done};
        TableRows.read(connection, layout, null, row -> {
            digest.add(row);
            if (++rows[0] % 2_000 == 0) {
                progress.at("compare", table, rows[0], total);
            }
        });
        return digest.result();
    }

    /** What tells a journal from another one, and from itself after a gateway has run on it. */
    private static String state(Connection connection) throws SQLException, JournalRefusedException {
        StringBuilder state = new StringBuilder();
        for (String table : CHANGED_BY_EACH_GATEWAY) {
            TableLayout layout = TableLayout.of(connection, table);
            TableDigest digest = new TableDigest(layout);
            TableRows.read(connection, layout, null, digest::add);
            state.append(digest.result().checksum());
        }
        return state.toString();
    }

    /** Nothing locks a source that several processes can share. */
    private void refuseChanged(String state) throws SQLException, JournalRefusedException {
        if (JournalConnection.isH2(from)) {
            return;
        }
        try (Connection later = JournalConnection.snapshot(from)) {
            RunningGateway.refuse(later, from);
            if (!state(later).equals(state)) {
                throw new JournalRefusedException("a gateway has changed the source " + JournalConnection.shown(from)
                        + " while it was copied; stop it, and run the command with --again");
            }
        }
    }

    private static void end(Connection target, JournalSchema schema, Dialect dialect) throws SQLException {
        CopyMark.end(target);
        target.commit();
        if (dialect.shared()) {
            // without statistics the first batches would be planned as if the tables were empty
            for (String table : schema.tables()) {
                new Query(target, "analyze \"" + table + "\"").update();
            }
            target.commit();
        }
    }
}
