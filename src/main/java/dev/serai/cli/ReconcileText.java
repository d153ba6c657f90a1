package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reconciliation found, for people and as CSV. */
final class ReconcileText {
    private static final int MAX_ROWS = 200;
    private static final String NONE = "-";

    private ReconcileText() {}

    /** How many events are missing and were not stored. */
    static long open(JsonNode report) {
        return sum(report, "missing") - sum(report, "stored");
    }

    static long sum(JsonNode report, String column) {
        long sum = 0;
        for (JsonNode client : report.path("clients")) {
            for (JsonNode type : client.path("types")) {
                sum += type.path(column).asLong();
            }
        }
        return sum;
    }

    /** Whether every client was compared to the end. */
    static boolean complete(JsonNode report) {
        for (JsonNode client : report.path("clients")) {
            if (client.has("error")) {
                return false;
            }
        }
        return true;
    }

    static void print(PrintWriter out, JsonNode report) {
        for (JsonNode client : report.path("clients")) {
            client(out, report, client);
        }
        out.println("Campaign's API has no records of these, so Serai cannot say whether they arrived:");
        for (JsonNode each : report.path("notReconcilable")) {
            out.println(
                    "  " + words(each.path("types")) + ": " + each.path("why").asText() + "; instead: "
                            + each.path("instead").asText());
        }
    }

    private static void client(PrintWriter out, JsonNode report, JsonNode client) {
        out.println("client " + client.path("client").asText() + ", "
                + report.path("since").asText() + " to " + report.path("until").asText());
        List<List<String>> totals = new ArrayList<>();
        totals.add(List.of("type", "in Campaign", "arrived", "missing", "stored", "not comparable"));
        for (JsonNode type : client.path("types")) {
            totals.add(Stream.of("type", "campaign", "arrived", "missing", "stored", "notComparable")
                    .map(column -> type.path(column).asText())
                    .toList());
        }
        table(out, totals, true);
        missing(out, client);
        client.path("deliveries")
                .properties()
                .forEach(each -> out.println("  " + each.getValue().asLong() + " deliveries to " + each.getKey()
                        + (report.path("apply").asBoolean() ? "" : " would be made")));
        client.path("notes").forEach(note -> out.println("  note: " + note.asText()));
        if (client.has("error")) {
            out.println("  not compared to the end: " + client.path("error").asText());
        }
        out.println();
    }

    private static void missing(PrintWriter out, JsonNode client) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("missing", "created", "recipient", "mailing", "mail id", "stored"));
        for (JsonNode row : client.path("missing")) {
            if (rows.size() <= MAX_ROWS) {
                rows.add(row(row));
            }
        }
        if (rows.size() > 1) {
            out.println();
            table(out, rows, false);
            long more = client.path("missing").size() + client.path("hidden").asLong() - rows.size() + 1;
            if (more > 0) {
                out.println("  and " + more + " more; --csv and --json show up to 10,000");
            }
        }
    }

    private static List<String> row(JsonNode row) {
        return List.of(
                row.path("type").asText(),
                row.path("createdAt").asText(),
                row.path("recipient").asText(NONE),
                row.path("mailing").asText(NONE),
                row.path("mailId").asText(NONE),
                row.path("stored").asBoolean() ? "yes" : "no");
    }

    /** @param numbers whether all but the first column stand to the right */
    private static void table(PrintWriter out, List<List<String>> rows, boolean numbers) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int column = 0; column < row.size(); column++) {
                int place = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(place).length())
                        .max()
                        .orElse(1);
                line.append(String.format(
                        (numbers && column > 0 ? "  %" : " %-") + Math.max(1, width) + "s", row.get(column)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asText()));
        return String.join(", ", words);
    }

    /** RFC 4180, one line for each missing event. */
    static void csv(PrintWriter out, JsonNode report) {
        line(out, List.of("client", "type", "created", "recipient", "mailing", "mailId", "stored"));
        for (JsonNode client : report.path("clients")) {
            for (JsonNode row : client.path("missing")) {
                List<String> cells =
                        new ArrayList<>(List.of(client.path("client").asText()));
                row(row).stream().map(cell -> cell.equals(NONE) ? "" : cell).forEach(cells::add);
                line(out, cells);
            }
        }
    }

    private static void line(PrintWriter out, List<String> cells) {
        out.print(cells.stream().map(ReconcileText::cell).collect(Collectors.joining(",")) + "\r\n");
    }

    /** In quotes where it has to be; a spreadsheet would take a text that begins like a formula for one. */
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+@\\-\\t\\r].*") ? "'" + text : text;
        return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
