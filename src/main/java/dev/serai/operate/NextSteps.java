package dev.serai.operate;

/** What to do about a reason of health. */
final class NextSteps {
    private NextSteps() {}

    /** @param reason one of {@link Health.Page#reasons} */
    static String of(String reason) {
        String where = reason.replaceFirst(": .*", "");
        if (reason.startsWith("journal: ")) {
            return "look for outcome=away in the log; check journal.url, the server of the database and its disk";
        } else if (reason.startsWith("receive: ")) {
            return "set the secret of each family that sends, such as cmp.secrets, and start Serai again";
        } else if (reason.contains(" webhooks got 401 ")) {
            return "set the same secret on both sides, see docs/registration.md";
        } else if (reason.endsWith(" are in quarantine")) {
            return "the table quarantine has the reason and the body of each";
        } else if (reason.startsWith("unrouted: ")) {
            return "\"serai events --state unrouted\" says why; mend the router, and the events are routed by themselves";
        } else if (reason.contains("\"serai move --from ")) {
            return reason.replaceFirst(".*(\"serai move --from \\S+) --to NAME\".*", "$1 --to NAME\"")
                    + " makes the deliveries those of the destination NAME; or put the file back";
        } else if (reason.contains(": suspended since ")) {
            return "mend what the reason names; Serai tries again by itself, and \"serai events --state waiting --destination "
                    + where + "\" shows what waits";
        } else if (reason.contains(" deliveries were given up lately ")) {
            return "\"serai dead --destination " + where
                    + "\" says why; mend it and \"serai replay\", or \"serai dead acknowledge\" if it is known";
        } else if (reason.startsWith("reconcile")) {
            return "\"serai reconcile --since 7d\" shows what is missing, see docs/reconcile.md";
        }
        return "mend the file; Serai loads it by itself, or with \"serai reload\" if routes.reload is off";
    }
}
