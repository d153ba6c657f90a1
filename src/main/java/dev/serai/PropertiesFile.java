package dev.serai;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A properties file with the lines of its keys. It is read as UTF-8, or as UTF-16 if it begins with that mark; what cannot
 * be read rightly is a problem with its line, and is never guessed.
 */
final class PropertiesFile {
    /** A backslash and a u, without the four digits that {@link Properties} wants. */
    private static final Pattern BAD_ESCAPE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9A-Fa-f]{4})");

    private static final char MARK = '\uFEFF';

    private final Path path;
    private final Properties values;
    private final List<String> lines;
    private final List<String> problems;

    private PropertiesFile(Path path, Properties values, List<String> lines, List<String> problems) {
        this.path = path;
        this.values = values;
        this.lines = List.copyOf(lines);
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads a file; one that is not there has no keys.
     *
     * @throws IOException if it is there and cannot be read
     */
    static PropertiesFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new PropertiesFile(path, new Properties(), List.of(), List.of());
        }
        byte[] bytes = Files.readAllBytes(path);
        Charset charset = charset(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = charset.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        List<String> lines = text.toString().lines().toList();
        int badLine = result.isError() ? Math.max(1, lines.size()) : lineOf(lines, '\0');
        if (badLine > 0) {
            String problem = path + ":" + badLine + ": the file is not " + charset + "; save it as UTF-8";
            return new PropertiesFile(path, new Properties(), List.of(), List.of(problem));
        }
        return parse(path, text.toString(), lines);
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
                ? StandardCharsets.UTF_16LE
                : StandardCharsets.UTF_8;
    }

    private static int lineOf(List<String> lines, char character) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).indexOf(character) >= 0) {
                return i + 1;
            }
        }
        return 0;
    }

    private static PropertiesFile parse(Path path, String text, List<String> lines) throws IOException {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!isComment(lines.get(i)) && BAD_ESCAPE.matcher(lines.get(i)).find()) {
                problems.add(path + ":" + (i + 1) + ": a backslash before a u begins a character by its number;"
                        + " write \\\\ for a backslash");
            }
        }
        List<String> keys = new ArrayList<>();
        Properties values = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized @Nullable Object put(Object key, Object value) {
                keys.add((String) key);
                return super.put(key, value);
            }
        };
        if (problems.isEmpty()) {
            values.load(new StringReader(text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1)));
        }
        PropertiesFile file = new PropertiesFile(path, values, lines, problems);
        return new PropertiesFile(path, values, lines, file.withTwice(keys));
    }

    private static boolean isComment(String line) {
        return line.strip().startsWith("#") || line.strip().startsWith("!");
    }

    private List<String> withTwice(List<String> keys) {
        List<String> all = new ArrayList<>(problems);
        for (String key : new TreeSet<>(keys)) {
            List<Integer> places = linesOf(key);
            if (places.size() > 1) {
                all.add(path + ":" + places.get(1) + ": " + key + " stands in line " + places.get(0)
                        + " already, and only the last one would count; keep one of them");
            }
        }
        return all;
    }

    private List<Integer> linesOf(String key) {
        Pattern pattern = Pattern.compile("^[\\s" + MARK + "]*" + Pattern.quote(key) + "\\s*(?:[=:\\s].*)?$");
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = pattern.matcher(lines.get(i));
            if (line.matches()) {
                found.add(i + 1);
            }
        }
        return found;
    }

    /** What is wrong with the file itself. */
    List<String> problems() {
        return problems;
    }

    Properties values() {
        return values;
    }

    /** The file, and the line of the key if it is found. */
    String place(String key) {
        List<Integer> found = linesOf(key);
        return path + (found.isEmpty() ? "" : ":" + found.get(found.size() - 1));
    }

    Path path() {
        return path;
    }
}
