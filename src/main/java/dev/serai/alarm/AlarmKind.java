package dev.serai.alarm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What an alarm is about. The name in small letters, with a dot, is the type of its event. A new kind needs one constant here; a test
 * then asks for its row in {@code docs/operating.md} and its case beside the router.
 */
public enum AlarmKind {
    DESTINATION_SUSPENDED(
            "A destination is suspended for longer than alarms.suspended-after, or is misconfigured.",
            "mend what the reason names; \"serai probe {}\" then tries at once",
            Runbook.CHAPTER + "a-destination-is-suspended",
            true,
            true),
    DESTINATION_RESUMED(
            "A destination works again about which there was an alarm.",
            "nothing has to be done",
            Runbook.CHAPTER + "a-destination-is-suspended",
            true,
            false),
    DELIVERY_DEAD(
            "Deliveries of a destination were given up in the last alarms.group.",
            "\"serai dead --destination {}\" groups them by error; mend it, then \"serai replay --destination {}\" sends them again",
            Runbook.CHAPTER + "more-deliveries-die-than-are-delivered",
            true,
            false),
    FAMILY_SILENT(
            "Nothing has come from a sender for longer than its expect-within.",
            "\"serai rejected --family {}\" says whether its webhooks are refused; else look at the sender",
            Runbook.CHAPTER + "all-webhooks-of-a-family-get-401",
            false,
            true),
    LEDGER_UNBALANCED(
            "The counts of the ledger differ from the rows of the journal.",
            "ask /observe/ledger?verify; if it says balanced: false, keep the database as it is and report it",
            Runbook.ALARMS,
            false,
            true),
    JOURNAL_SLOW(
            "More than 1 % of the commits take longer than alarms.journal-slow, for 5 minutes.",
            "look at the disk and the load of the database of the journal", Runbook.ALARMS, false, true),
    DISK_LOW(
            "Less than alarms.disk-free or alarms.disk-free-share of a disk is free.",
            "make space, or set journal.keep; on a full disk senders get 503",
            Runbook.ALARMS,
            false,
            true),
    BUDGET_LOW(
            "Less than salesforce.reserve-below of the day's calls to Salesforce is left.",
            "find out who uses the calls of the org; only the destinations of salesforce.priority still call",
            Runbook.ALARMS,
            false,
            true),
    RELOAD_REFUSED(
            "A route file that changed has an error; the version before runs on.",
            "mend the file; \"serai check\" says what is wrong with it",
            Runbook.CHAPTER + "a-route-file-is-not-loaded",
            false,
            true),
    RECONCILE_MISSING(
            "A reconciliation has found events that never arrived.",
            "\"serai reconcile --since 7d\" shows what is missing, \"--apply\" stores it",
            Runbook.CHAPTER + "events-never-arrived",
            false,
            true);

    /** Where more is said; a constant of the enum itself could not use another constant of it. */
    private static final class Runbook {
        static final String CHAPTER = "docs/runbook.md#";
        static final String ALARMS = "docs/operating.md#alarms";
    }

    private final String raisedWhen;
    private final String step;
    private final String runbook;
    private final boolean ofDestination;
    private final boolean lasts;

    AlarmKind(String raisedWhen, String step, String runbook, boolean ofDestination, boolean lasts) {
        this.raisedWhen = raisedWhen;
        this.step = step;
        this.runbook = runbook;
        this.ofDestination = ofDestination;
        this.lasts = lasts;
    }

    /** The kind of a type of event; empty if there is none. */
    static Optional<AlarmKind> of(String type) {
        return Arrays.stream(values()).filter(kind -> kind.type().equals(type)).findFirst();
    }

    /** The type of its events, such as {@code destination.suspended}. */
    public String type() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** When it is raised: one sentence. */
    public String raisedWhen() {
        return raisedWhen;
    }

    /** Whether its subject is a destination, which then does not carry it. */
    boolean isOfDestination() {
        return ofDestination;
    }

    /** Whether it goes on until something changes, so that a person is reminded. */
    boolean lasts() {
        return lasts;
    }

    /** What to do, in one line. */
    String next(String subject) {
        return step.replace("{}", subject);
    }

    /** The file of the chapter that says more, and its anchor. */
    public String runbook() {
        return runbook;
    }
}
