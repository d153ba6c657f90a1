package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import dev.serai.outbox.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Comma separated values as Bulk API 2.0 has them: a line of names, then one for each record
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm">Prepare
 * CSV Files</a>).
 */
final class Csv {
    /** More than a job has rows. */
    private static final int MAX_RECORDS = 20_000;

    /** More than an object has fields. */
    private static final int MAX_CELLS = 1_000;

    private final Predicate<String> wanted;
    private final List<Map<String, String>> records = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private List<String> line = new ArrayList<>();
    private @Nullable List<String> names;

    private Csv(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** Nothing within quotes has a meaning, not even the end of a line. */
    static String line(List<String> cells) {
        return cells.stream()
                        .map(each -> each.isEmpty() ? "" : "\"" + each.replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(","))
                + "\n";
    }

    /** The records, each by the names of the first line. */
    static List<Map<String, String>> records(String text) throws JsonParseException {
        return records(text, any -> true);
    }

    /**
     * The records, each by the names of the first line.
     *
     * @param wanted of a record, only these columns are kept
     * @throws JsonParseException if the text breaks off within a cell
     * @throws Unavailable if it has more records or columns than any job
     */
    static List<Map<String, String>> records(String text, Predicate<String> wanted) throws JsonParseException {
        return new Csv(wanted).read(text);
    }

    private List<Map<String, String>> read(String text) throws JsonParseException {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean quote = next == '"';
            if (quoted && quote && text.startsWith("\"\"", i)) {
                cell.append('"');
                i++;
            } else if (quote) {
                quoted = !quoted;
            } else if (quoted) {
                cell.append(next);
            } else {
                outside(next);
            }
        }
        if (quoted) {
            throw new JsonParseException(null, "a file that breaks off");
        }
        if (!line.isEmpty() || !cell.isEmpty()) {
            outside('\n');
        }
        return records;
    }

    private void outside(char next) {
        if (next != ',' && next != '\n' && next != '\r') {
            cell.append(next);
        } else if (next != '\r') {
            line.add(cell.isEmpty() ? "" : cell.toString());
            cell.setLength(0);
        }
        if (line.size() > MAX_CELLS || records.size() > MAX_RECORDS) {
            throw new Unavailable(
                    "the results of a job have more than " + MAX_RECORDS + " records or " + MAX_CELLS + " columns");
        }
        if (next == '\n') {
            endOfLine();
        }
    }

    private void endOfLine() {
        if (names == null) {
            names = line;
        } else {
            Map<String, String> record = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(line.size(), names.size()); i++) {
                if (wanted.test(names.get(i))) {
                    record.put(names.get(i), line.get(i));
                }
            }
            records.add(record);
        }
        line = new ArrayList<>();
    }
}
