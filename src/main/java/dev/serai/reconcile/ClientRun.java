package dev.serai.reconcile;

import dev.serai.journal.ReconcileRuns;
import dev.serai.journal.ReconcileRuns.Run;
import dev.serai.optimizely.CampaignJoin;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.CampaignEntry;
import dev.serai.optimizely.api.CampaignRecords;
import dev.serai.optimizely.api.CampaignRecords.Mailing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares one client and period. The records are read list by list, and compared as soon as there are enough of them, so that
 * the memory is bounded however long the period is. After each comparison the position is stored.
 */
final class ClientRun {
    /** How long after its end a mailing may still have bounces. */
    private static final Duration BOUNCES_COME = Duration.ofDays(7);

    private static final String MAILINGS = "mailing ";

    private final int together;
    private final String client;
    private final CampaignRecords records;
    private final MissingEvents missing;
    private final ReconcileRuns runs;
    private final Progress progress;
    private final ReportBuilder report;
    private final Run run;
    private Matching matching = new Matching();

    /** @param together how many records are compared at once, at least */
    ClientRun(
            int together,
            String client,
            CampaignRecords records,
            MissingEvents missing,
            ReconcileRuns runs,
            Progress progress,
            ReportBuilder report,
            Run run) {
        this.together = together;
        this.client = client;
        this.records = records;
        this.missing = missing;
        this.runs = runs;
        this.progress = progress;
        this.report = report;
        this.run = run;
    }

    /** Reads and compares everything behind the position of the run. */
    void go() throws SQLException, ApiException, InterruptedException {
        String from = run.position();
        boolean atMailings = from != null && from.startsWith(MAILINGS);
        boolean atBlockList = from != null && from.startsWith(CampaignJoin.BLOCKLIST + " ");
        if (!atMailings && !atBlockList) {
            list("opt-outs", CampaignJoin.UNSUBSCRIBE, records::unsubscribes, from);
        }
        if (!atMailings) {
            list("block list", CampaignJoin.BLOCKLIST, records::blockList, atBlockList ? from : null);
        }
        bounces(atMailings && from != null ? Long.parseLong(from.substring(MAILINGS.length())) : Long.MAX_VALUE);
        if (records.unreadable() > 0) {
            report.note(records.unreadable() + " records of Campaign have no time that can be read and were left out");
        }
        if (missing.notAsked() > 0) {
            report.note(missing.notAsked() + " missing bounces have no thresholdExceeded: too many to ask for");
        }
    }

    /** Reads a list that is sorted by time. */
    private interface SortedList {
        void read(Instant since, CampaignRecords.Pages pages) throws ApiException, InterruptedException;
    }

    /** A comparison that failed within the reading of a list. */
    private static final class JournalException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException failure;

        JournalException(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** @param position after which it goes on: the name of the list and a time; null for its beginning */
    private void list(String what, String name, SortedList list, @Nullable String position)
            throws SQLException, ApiException, InterruptedException {
        Instant done = position == null ? Instant.MAX : Instant.parse(position.substring(name.length() + 1));
        progress.doing("reading the " + what + " of client " + client);
        try {
            list.read(run.since(), entries -> page(what, name, entries, done));
        } catch (JournalException e) {
            throw e.failure;
        }
    }

    private void page(String what, String name, List<CampaignEntry> entries, Instant done)
            throws ApiException, InterruptedException {
        progress.read(entries.size());
        for (CampaignEntry each : entries) {
            if (!each.created().isAfter(done) && isJudged(each)) {
                add(withMailId(each));
            }
        }
        if (matching.size() >= together) {
            try {
                compare(name + " " + entries.get(entries.size() - 1).created());
            } catch (SQLException e) {
                throw new JournalException(e);
            }
            progress.doing("reading the " + what + " of client " + client);
        }
    }

    private boolean isJudged(CampaignEntry entry) {
        return !entry.created().isBefore(run.since()) && entry.created().isBefore(run.until());
    }

    /** A complaint is joined by its mail id, which the record does not tell. */
    private CampaignEntry withMailId(CampaignEntry entry) throws ApiException, InterruptedException {
        String mailToUser = entry.mailToUserId();
        if (mailToUser == null) {
            return entry;
        }
        String mailId = records.mailId(mailToUser);
        return mailId == null ? entry : entry.of(new CampaignRecords.Mail(mailId, null, null, null));
    }

    private void add(CampaignEntry entry) {
        boolean judged = isJudged(entry);
        Candidate candidate = Candidate.of(entry, client, judged);
        if (candidate != null) {
            matching.add(candidate);
        }
        if (judged && candidate != null) {
            report.campaign(entry);
        } else if (judged) {
            report.notComparable(entry);
        }
    }

    /** @param last id of the last mailing that is done */
    private void bounces(long last) throws SQLException, ApiException, InterruptedException {
        progress.doing("reading the mailings of client " + client);
        List<Mailing> mailings = records.mailings(run.since().minus(BOUNCES_COME));
        int number = 0;
        for (Mailing mailing : mailings) {
            number++;
            if (mailing.id() >= last || !mailing.started().isBefore(run.until())) {
                continue;
            }
            progress.doing(
                    "reading the bounces of client " + client + ", mailing " + number + " of " + mailings.size());
            CampaignRecords.Bounces bounces = records.bounces(mailing.id());
            progress.read(bounces.entries().size());
            bounces.entries().forEach(this::add);
            if (bounces.cutOff()) {
                report.note("mailing " + mailing.id() + " has " + CampaignRecords.PAGE
                        + " bounces of a category or more: Campaign's API tells no more of them, so that some may be"
                        + " missing unseen");
            }
            if (matching.size() >= together) {
                compare(MAILINGS + mailing.id());
            }
        }
        compare(MAILINGS + 0);
    }

    private void compare(String position) throws SQLException, ApiException, InterruptedException {
        missing.settle(matching, run.stored());
        matching = new Matching();
        if (run.stored()) {
            runs.save(client, new Run(run.since(), run.until(), true, position, run.begunAt(), null));
        }
    }
}
