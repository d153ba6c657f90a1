package dev.serai.sandbox;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Aligned columns of plain text, cut at the width of a terminal. Headings that begin with {@code #} are numbers. */
final class Table {
    private static final int WIDTH = 120;
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    Table rows(List<List<String>> more) {
        rows.addAll(more);
        return this;
    }

    void print(PrintStream out) {
        List<String> names =
                headings.stream().map(heading -> heading.replace("#", "")).toList();
        print(out, names);
        print(out, names.stream().map(name -> "-".repeat(name.length())).toList());
        rows.forEach(row -> print(out, row));
    }

    private void print(PrintStream out, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String layout = headings.get(column).startsWith("#") ? "  %" : "  %-";
            line.append(String.format(layout + width(column) + "s", cells.get(column)));
        }
        String text = line.toString().stripTrailing();
        out.println(text.length() > WIDTH ? text.substring(0, WIDTH - 3) + "..." : text);
    }

    private int width(int column) {
        int heading = headings.get(column).replace("#", "").length();
        return rows.stream().mapToInt(row -> row.get(column).length()).reduce(heading, Math::max);
    }
}
