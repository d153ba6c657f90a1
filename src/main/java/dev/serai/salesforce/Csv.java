package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Comma separated values as Bulk API 2.0 has them: a line of names, then one for each record
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm">Prepare
 * CSV Files</a>).
 */
final class Csv {
    private final List<List<String>> lines = new ArrayList<>();
    private List<String> line = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();

    private Csv() {}

    /** Nothing within quotes has a meaning, not even the end of a line. */
    static String line(List<String> cells) {
        return cells.stream()
                        .map(each -> each.isEmpty() ? "" : "\"" + each.replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(","))
                + "\n";
    }

    /**
     * The records, each by the names of the first line.
     *
     * @throws JsonParseException if the text breaks off within a cell
     */
    static List<Map<String, String>> records(String text) throws JsonParseException {
        List<List<String>> lines = new Csv().read(text);
        List<Map<String, String>> records = new ArrayList<>();
        for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            Map<String, String> record = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(line.size(), lines.get(0).size()); i++) {
                record.put(lines.get(0).get(i), line.get(i));
            }
            records.add(record);
        }
        return records;
    }

    private List<List<String>> read(String text) throws JsonParseException {
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
        return lines;
    }

    private void outside(char next) {
        if (next != ',' && next != '\n' && next != '\r') {
            cell.append(next);
        } else if (next != '\r') {
            line.add(cell.toString());
            cell.setLength(0);
        }
        if (next == '\n') {
            lines.add(line);
            line = new ArrayList<>();
        }
    }
}
