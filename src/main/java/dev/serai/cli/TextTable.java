package dev.serai.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows under headings. Columns whose heading begins with {@code #} are numbers, and stand to the right. */
public final class TextTable {
    private static final int WIDTH = 120;
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    public TextTable row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    public TextTable rows(List<List<String>> more) {
        rows.addAll(more);
        return this;
    }

    /** Aligned plain text, cut at the width of a terminal. */
    public void print(PrintStream out) {
        lines().forEach(line -> out.println(line.length() > WIDTH ? line.substring(0, WIDTH - 3) + "..." : line));
    }

    /** The same, not cut. */
    void print(PrintWriter out) {
        lines().forEach(out::println);
    }

    private List<String> lines() {
        return Stream.concat(
                        Stream.of(
                                names(),
                                names().stream()
                                        .map(name -> "-".repeat(name.length()))
                                        .toList()),
                        rows.stream())
                .map(this::line)
                .toList();
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String layout = headings.get(column).startsWith("#") ? "  %" : "  %-";
            line.append(String.format(layout + width(column) + "s", cells.get(column)));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int heading = names().get(column).length();
        return rows.stream().mapToInt(row -> row.get(column).length()).reduce(heading, Math::max);
    }

    private List<String> names() {
        return headings.stream().map(heading -> heading.replace("#", "")).toList();
    }

    public String markdown() {
        List<String> rules = headings.stream()
                .map(heading -> heading.startsWith("#") ? "--:" : "---")
                .toList();
        return Stream.concat(Stream.of(names(), rules), rows.stream())
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }
}
