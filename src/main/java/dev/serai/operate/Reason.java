package dev.serai.operate;

import java.util.Locale;

/**
 * Why Serai is not UP.
 *
 * @param where what suffers: a destination, a family, a file with its line, or a part of Serai
 * @param what is wrong there
 */
record Reason(Kind kind, String where, String what) {
    private static final String RUNBOOK = "docs/runbook.md";

    /**
     * A kind of reason. A new kind needs one constant here; a test then asks for its chapter in {@code docs/runbook.md} and its
     * name in {@code openapi.yaml}.
     */
    enum Kind {
        JOURNAL_AWAY(
                "The journal does not answer",
                "look for outcome=away in the log; check journal.url, the server of the database and its disk"),
        RECEIPT_NOT_KEPT(
                "The last receipt could not be kept",
                "look for the error of the commit in the log; check the disk and the rights of the database"),
        COMMITTER_ENDED("The committer has ended", "start Serai again; the log says why the committer ended"),
        NO_SECRET(
                "No family has a secret",
                "set the secret of each family that sends, such as cmp.secrets, and start Serai again"),
        SENDER_REFUSED(
                "All webhooks of a family get 401",
                "set the same secret on both sides, see docs/registration.md; \"serai rejected --family {}\" says who called"
                        + " last"),
        QUARANTINED(
                "Most elements of a family are in quarantine",
                "\"serai quarantine --family {}\" says why; when the reason is mended, \"serai quarantine offer --family {}\" reads"
                        + " them again"),
        ROUTE_FILE(
                "A route file is not loaded",
                "mend the file; Serai loads it by itself, or with \"serai reload\" if routes.reload is off"),
        UNROUTED(
                "Events are unrouted",
                "\"serai events --state unrouted\" says why; mend the router, and the events are routed by themselves"),
        SUSPENDED(
                "A destination is suspended",
                "mend what the reason names; Serai tries again by itself, and \"serai events --state waiting --destination"
                        + " {}\" shows what waits"),
        MISCONFIGURED(
                "A destination is misconfigured",
                "mend what the reason names; \"serai probe {}\" tries at once, and \"serai events --state waiting"
                        + " --destination {}\" shows what waits"),
        UNWORKED(
                "Deliveries wait for a destination that no route works",
                "put its file back, or mend it; if it was renamed, \"serai move --from {} --to NAME\" makes them deliveries of"
                        + " NAME"),
        GIVEN_UP(
                "More deliveries die than are delivered",
                "\"serai dead --destination {}\" groups them by error; mend it, then \"serai replay --destination {}\" sends"
                        + " them again; \"serai dead acknowledge\" if it is known"),
        RECONCILE_MISSING(
                "Events never arrived", "\"serai reconcile --since 7d\" shows what is missing, \"--apply\" stores it"),
        RECONCILE_SUSPENDED(
                "Campaign has suspended a webhook",
                "\"serai webhooks list\" shows its status; mend why it failed, then \"serai webhooks apply\" activates it"),
        RECONCILE_FAILED(
                "Campaign could not be compared",
                "mend what the reason names, then \"serai reconcile --since 7d\" compares again");

        private final String chapter;
        private final String step;

        Kind(String chapter, String step) {
            this.chapter = chapter;
            this.step = step;
        }

        /** The heading of its chapter in the runbook. */
        String chapter() {
            return chapter;
        }

        /** As the API names it, such as {@code journal-away}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The line of health. */
    String text() {
        return where + ": " + what;
    }

    /** What to do, in one line. */
    String next() {
        return kind.step.replace("{}", where);
    }

    /** The file of the chapter and its anchor. */
    String runbook() {
        return RUNBOOK + "#"
                + kind.chapter
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-');
    }
}
