package dev.serai.sandbox;

import dev.serai.cli.TextTable;
import dev.serai.journal.Ledger;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What arrived where, for somebody who sees it for the first time. */
record Report(PrintStream out, GatewayPages books, FarSides farSides, Addresses addresses, Senders senders) {
    private static final int SHOWN = 3;

    /**
     * Waits for the deliveries, and prints everything.
     *
     * @param sent what became of the samples
     * @param before what went wrong before
     * @param stays whether somebody can go on from here
     * @return whether all went as it should
     */
    boolean print(Sending.Sent sent, List<String> before, boolean stays)
            throws IOException, InterruptedException, SQLException {
        Ledger.Page page = books.settled();
        events(page.events());
        destinations(page.destinations());
        archived("asset_archive", "event_name", "asset_type", "asset_id", "attributes_changed");
        farSides.print(out);
        boolean well = verdict(page, sent, before);
        if (stays) {
            next();
        }
        return well;
    }

    private void events(List<Ledger.Events> events) throws SQLException {
        List<List<String>> decisions = books.decisions();
        out.println("\nWhat arrived, and where routes/*.camel.yaml sent it:\n");
        TextTable table = new TextTable("family", "event", "#received", "#new", "went to");
        for (Ledger.Events each : events) {
            long fresh = each.received() - each.duplicate();
            table.row(each.family(), each.type(), each.received(), fresh, whereTo(each, fresh, decisions));
        }
        table.print(out);
    }

    private static String whereTo(Ledger.Events events, long fresh, List<List<String>> decisions) {
        List<String> places = new ArrayList<>();
        decisions.stream()
                .filter(row -> row.get(0).equals(events.family()) && row.get(1).equals(events.type()))
                .forEach(row -> places.add(place(row.get(2), Long.parseLong(row.get(3)), fresh)));
        if (events.filtered() > 0) {
            places.add(place("kept only", events.filtered(), fresh));
        }
        if (events.unrouted() > 0) {
            places.add(place("kept, and no router could decide", events.unrouted(), fresh));
        }
        return String.join(", ", places);
    }

    private static String place(String name, long some, long all) {
        return some == all ? name : name + " (" + some + ")";
    }

    private void destinations(List<Ledger.Destination> destinations) {
        out.println("\nWhat became of it (one file each in routes/destinations):\n");
        TextTable table = new TextTable("destination", "#delivered", "#waiting", "#dead", "remark");
        for (Ledger.Destination each : destinations) {
            table.row(each.destination(), each.delivered(), each.waiting(), each.dead(), remark(each));
        }
        table.print(out);
    }

    private static String remark(Ledger.Destination destination) {
        if (destination.reason() != null) {
            return "suspended: " + destination.reason();
        }
        if (destination.waiting() > destination.unmatched()) {
            return "waits, see health";
        }
        return destination.unmatched() > 0 ? "looks again daily for " + destination.unmatched() : "";
    }

    /** A user's own routes may do without it: then it is not there. */
    private void archived(String table, String... columns) {
        try {
            String count = books.rows("select count(*) from " + table).get(0).get(0);
            List<List<String>> rows = books.rows("select " + String.join(", ", columns) + " from " + table
                    + " order by received_at, event_id limit " + SHOWN);
            out.println("\nThe table " + table + ", rows: " + count + "\n");
            new TextTable(Arrays.stream(columns)
                            .map(column -> column.replaceFirst(".* as ", ""))
                            .toArray(String[]::new))
                    .rows(rows)
                    .print(out);
        } catch (SQLException e) {
            out.println("\nThe table " + table + " is not there: " + e.getMessage());
        }
    }

    private void next() throws IOException {
        out.println("\nSend more. A Campaign or Graph event that is sent twice is recognised: \"duplicate\":1.\n");
        for (String family : senders.families()) {
            out.println("  " + senders.curl(family, addresses.webhooks()));
        }
        out.printf(
                """

                Look inside. The console shows each event and each delivery, and puts things right.

                  console     %s
                  pages       %s   %s   %s
                  Salesforce  %s
                  mails       %s
                  JDBC        %s
                """,
                addresses.console(),
                addresses.observe("health"),
                addresses.observe("metrics"),
                addresses.ledger(),
                addresses.salesforce(),
                addresses.mailbox(),
                addresses.jdbc());
    }

    /** All is well if every sample was new, or known from an earlier start, everything is delivered and the ledger balances. */
    private boolean verdict(Ledger.Page page, Sending.Sent sent, List<String> before) {
        List<String> problems = new ArrayList<>(before);
        sent.refused().forEach(each -> problems.add("not accepted as new: " + each));
        if (!Boolean.TRUE.equals(page.balanced())) {
            problems.add("the ledger does not balance");
        }
        page.destinations().stream()
                .filter(each -> each.waiting() - each.unmatched() + each.dead() > 0)
                .forEach(each -> problems.add("not delivered: " + each.destination() + ", " + each.waiting()
                        + " waiting, " + each.dead() + " dead; " + remark(each)));
        out.println();
        if (problems.isEmpty()) {
            String samples = sent.known() == 0
                    ? "every sample was new"
                    : "%d samples were new, %d were known from an earlier start"
                            .formatted(sent.accepted() - sent.known(), sent.known());
            out.println("All is well: " + samples + ", everything is delivered, and the ledger balances.");
        } else {
            out.println("Not all is well:");
            problems.forEach(problem -> out.println("  " + problem));
        }
        return problems.isEmpty();
    }
}
