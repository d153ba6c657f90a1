package dev.serai.bench;

import dev.serai.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One table of the benchmark. */
final class Sheet {
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    Sheet(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** @param cells texts, numbers and {@link Spread}s; one that is not a number stays empty */
    Sheet row(Object... cells) {
        rows.add(List.of(cells));
        return this;
    }

    static String text(Object cell) {
        if (cell instanceof Spread spread) {
            return spread.min() == spread.max()
                    ? text(spread.median())
                    : "%s (%s–%s)".formatted(text(spread.median()), text(spread.min()), text(spread.max()));
        }
        if (cell instanceof Double number) {
            return number.isNaN() ? "" : String.format(Locale.ROOT, number < 100 ? "%.2f" : "%,.0f", number);
        }
        return cell instanceof Number number ? String.format(Locale.ROOT, "%,d", number.longValue()) : cell.toString();
    }

    String title() {
        return title;
    }

    List<String> columns() {
        return columns;
    }

    List<List<Object>> rows() {
        return rows;
    }

    /** The names of the rows, which stand in the first column. */
    List<String> names() {
        return rows.stream().map(row -> row.get(0).toString()).toList();
    }

    /** One number, the median if there are several; the last one if rows have the same name. */
    double value(String row, String column) {
        Object cell = rows.get(names().lastIndexOf(row)).get(columns.indexOf(column));
        return cell instanceof Spread spread ? spread.median() : ((Number) cell).doubleValue();
    }

    /** As it stands in the page. */
    String markdown() {
        TextTable table = new TextTable(IntStream.range(0, columns.size())
                .mapToObj(column -> (isOfNumbers(column) ? "#" : "") + columns.get(column))
                .toArray(String[]::new));
        rows.forEach(row -> table.row(row.stream().map(Sheet::text).toArray()));
        return "### " + title + "\n\n" + table.markdown();
    }

    private boolean isOfNumbers(int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .noneMatch(cell -> cell instanceof String text && !text.isEmpty());
    }
}
