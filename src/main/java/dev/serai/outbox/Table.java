package dev.serai.outbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rows as an aligned table of plain text, its columns in the order in which they first appear. A row is always one line,
 * with any data; a cell that is too long ends in …
 */
final class Table {
    private static final int MAX_WIDTH = 40;
    /** Characters that are looked at for each that may be shown: some have no width. */
    private static final int SEEN = 20;
    /** Nothing stands to its right, so a link fits. */
    private static final int MAX_LAST_WIDTH = 300;

    /** A row with more of them is no row for a reader. */
    private static final int MAX_COLUMNS = 50;

    private static final String NOTHING = "-";
    private static final String GAP = "  ";
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\p{Z}\\x{80}-\\x{9F}]+");
    /** What has no width, or turns the direction of the line around; the joiner of emoji stays. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}&&[^\\x{200D}]]");

    private Table() {}

    /** @param rows the texts of each row by column */
    static String of(List<Map<String, String>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<StringBuilder> lines =
                Stream.generate(StringBuilder::new).limit(rows.size() + 2L).toList();
        for (Iterator<String> each = columns.stream().limit(MAX_COLUMNS).iterator(); each.hasNext(); ) {
            String column = each.next();
            boolean last = !each.hasNext();
            List<String> cells = cells(column, rows, last ? MAX_LAST_WIDTH : MAX_WIDTH);
            int width = cells.stream().mapToInt(Table::width).max().orElse(0);
            for (int line = 0; line < cells.size(); line++) {
                String cell = cells.get(line);
                lines.get(line).append(cell).append(last ? "" : " ".repeat(width - width(cell)) + GAP);
            }
        }
        int more = columns.size() - MAX_COLUMNS;
        return String.join("\n", lines) + (more > 0 ? "\n… and %,d more columns".formatted(more) : "");
    }

    /** Heading, rule and cells of a column. */
    private static List<String> cells(String column, List<Map<String, String>> rows, int widest) {
        List<String> cells = new ArrayList<>();
        rows.forEach(row -> cells.add(cell(row.getOrDefault(column, NOTHING), widest)));
        cells.add(0, cell(column, widest));
        int width = cells.stream().mapToInt(Table::width).max().orElse(0);
        cells.add(1, "-".repeat(Math.min(width, MAX_WIDTH)));
        return cells;
    }

    /** What is far longer than a cell is cut before anything looks at its characters. */
    private static String cell(String text, int widest) {
        String head = text.substring(0, Math.min(text.length(), SEEN * widest));
        String line = UNSEEN.matcher(BREAKS.matcher(head).replaceAll(" "))
                .replaceAll("")
                .strip();
        return line.isEmpty() ? NOTHING : cut(line, widest);
    }

    private static String cut(String text, int widest) {
        if (width(text) <= widest) {
            return text;
        }
        StringBuilder cut = new StringBuilder();
        int width = 1;
        for (int character : text.codePoints().toArray()) {
            width += width(character);
            if (width > widest) {
                break;
            }
            cut.appendCodePoint(character);
        }
        return cut.append('…').toString();
    }

    /** In columns of a font in which each character is as wide as one or two others. */
    private static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    /** The scripts of East Asia with their punctuation, and emoji. */
    private static boolean isWide(int character) {
        return (character >= 0x1100 && character <= 0x115F)
                || (character >= 0x2E80 && character <= 0xA4CF)
                || (character >= 0xAC00 && character <= 0xD7A3)
                || (character >= 0xF900 && character <= 0xFAFF)
                || (character >= 0xFE30 && character <= 0xFE6F)
                || (character >= 0xFF00 && character <= 0xFF60)
                || (character >= 0x1F300 && character <= 0x1FAFF)
                || (character >= 0x20000 && character <= 0x3FFFD);
    }
}
