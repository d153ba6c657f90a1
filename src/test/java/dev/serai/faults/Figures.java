package dev.serai.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The lines of {@code docs/faults.md}. Each test of the fault suite writes what it counted; {@link #main} makes the page
 * of it.
 */
final class Figures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PAGE = Path.of("docs/faults.md");
    private static final Path LINES = Path.of("target/faults/figures");

    /** Whether this is the long run, {@code -Dfaults=long}, whose figures the page shows. */
    static final boolean LONG = "long".equals(System.getProperty("faults"));

    private Figures() {}

    /**
     * One line of the page.
     *
     * @param fault what was broken
     * @param journal H2, PostgreSQL, or empty if it does not matter
     * @param tried how often, under which load
     * @param kept the events that got a 200
     * @param lost how many of them are not where they belong
     * @param duplicated how many are there more than once
     * @param remark what else there is to know, such as a time; may be empty
     */
    record Line(
            int scenario,
            String fault,
            String journal,
            String tried,
            long kept,
            long lost,
            long duplicated,
            String remark) {}

    /** The count of this run: the short one, or the long one. */
    static int count(int ifShort, int ifLong) {
        return LONG ? ifLong : ifShort;
    }

    static void write(Line line) throws IOException {
        Files.createDirectories(LINES);
        String name = (line.scenario() + "-" + line.fault() + "-" + line.journal()).replaceAll("\\W+", "-");
        Files.writeString(LINES.resolve(name + ".json"), JSON.writeValueAsString(line));
    }

    private static List<Line> read() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(LINES)) {
            for (Path file : files.sorted().toList()) {
                lines.add(JSON.readValue(file.toFile(), Line.class));
            }
        }
        lines.sort(Comparator.comparingInt(Line::scenario)
                .thenComparing(Line::fault)
                .thenComparing(Line::journal));
        return lines;
    }

    /** Writes the page: the lines of the last run, and of earlier ones what the last run did not measure. */
    public static void main(String[] args) throws IOException {
        StringBuilder page = new StringBuilder("""
                # Faults

                What was broken, how often, and what it cost. Kept: events that were answered 200. Lost: those of them that
                did not arrive where their router sent them. Duplicated: those that are there more than once. The tests are in
                `src/test/java/dev/serai/faults`; the short form of each runs with every `mvn -B verify`, the full disk only where the user may mount a file system. This page is
                written by the long form, an hour and a half on two cores. With `-Dit.test=…` it
                renews the rows of some tests; a row whose long form has not run yet shows the short one.

                ```sh
                mvn -B verify -Dfaults=long
                ```

                | Fault | Journal | Tried | Kept | Lost | Duplicated | |
                |---|---|---|--:|--:|--:|---|
                """);
        Map<String, String> rows = rowsOf(Files.readAllLines(PAGE));
        for (Line line : read()) {
            String row = "| %s | %s | %s | %,d | %,d | %,d | %s |"
                    .formatted(
                            line.fault(),
                            line.journal(),
                            line.tried(),
                            line.kept(),
                            line.lost(),
                            line.duplicated(),
                            line.remark());
            rows.put(name(row), row);
        }
        rows.values().forEach(row -> page.append(row).append('\n'));
        Files.writeString(PAGE, page);
    }

    /** The rows of a page, in their order, by fault and journal. */
    private static Map<String, String> rowsOf(List<String> page) {
        Map<String, String> rows = new LinkedHashMap<>();
        page.stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Fault "))
                .forEach(row -> rows.put(name(row), row));
        return rows;
    }

    private static String name(String row) {
        String[] cells = row.split("\\|", 4);
        return cells[1].strip() + "|" + cells[2].strip();
    }
}
