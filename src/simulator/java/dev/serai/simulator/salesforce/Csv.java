package dev.serai.simulator.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of cells, with quotes around what needs them, read to the letter. */
final class Csv {
    private final String text;
    private final char delimiter;
    private final String lineEnding;
    private final List<List<String>> lines = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private List<String> line = new ArrayList<>();
    private int place;

    private Csv(String text, char delimiter, String lineEnding) {
        this.text = text;
        this.delimiter = delimiter;
        this.lineEnding = lineEnding;
    }

    /** @throws IllegalArgumentException if it is not what was declared */
    static List<List<String>> parse(String text, char delimiter, String lineEnding) {
        return new Csv(text, delimiter, lineEnding).lines();
    }

    static String line(List<String> cells, char delimiter, String lineEnding) {
        return cells.stream()
                        .map(each -> "\"" + each.replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(String.valueOf(delimiter)))
                + lineEnding;
    }

    private List<List<String>> lines() {
        while (place < text.length()) {
            char next = text.charAt(place);
            if (next == '"') {
                quoted();
            } else if (next == delimiter) {
                endCell();
                place++;
            } else if (next == '\n' || next == '\r') {
                endLine();
            } else {
                cell.append(next);
                place++;
            }
        }
        if (!line.isEmpty() || cell.length() > 0) {
            add();
        }
        return lines;
    }

    private void quoted() {
        boolean begins = cell.length() == 0;
        int close = place + 1;
        while (close < text.length() && (text.charAt(close) != '"' || text.startsWith("\"\"", close))) {
            cell.append(text.charAt(close));
            close += text.charAt(close) == '"' ? 2 : 1;
        }
        if (!begins || close >= text.length()) {
            throw new IllegalArgumentException("A quote is missing or out of place");
        }
        place = close + 1;
        if (place < text.length() && text.charAt(place) != delimiter && !text.startsWith(lineEnding, place)) {
            throw new IllegalArgumentException("A quoted cell is followed by neither a delimiter nor a line ending");
        }
    }

    private void endCell() {
        line.add(cell.toString());
        cell.setLength(0);
    }

    private void endLine() {
        if (!text.startsWith(lineEnding, place)) {
            throw new IllegalArgumentException("LineEnding is invalid on user data");
        }
        place += lineEnding.length();
        add();
    }

    private void add() {
        endCell();
        lines.add(line);
        line = new ArrayList<>();
    }
}
