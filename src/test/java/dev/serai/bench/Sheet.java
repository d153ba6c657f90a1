package dev.serai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One table of the benchmark. */
final class Sheet {
    private final String title;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Sheet(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    Sheet row(Object... cells) {
        rows.add(List.of(cells).stream().map(Sheet::text).toList());
        return this;
    }

    private static String text(Object cell) {
        if (cell instanceof Spread spread) {
            return "%s (%s–%s)".formatted(text(spread.median()), text(spread.min()), text(spread.max()));
        }
        if (cell instanceof Double number) {
            return number < 100 ? "%.2f".formatted(number) : "%,.0f".formatted(number);
        }
        return cell instanceof Long number ? "%,d".formatted(number) : cell.toString();
    }

    String title() {
        return title;
    }

    List<String> columns() {
        return columns;
    }

    List<List<String>> rows() {
        return rows;
    }

    /** As it stands in the page. */
    String markdown() {
        return "### " + title + "\n\n" + line(columns)
                + line(columns.stream().map(any -> "---").toList())
                + rows.stream().map(Sheet::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
