package dev.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A properties file with the lines of its keys. What cannot be read rightly is a problem with its line.
 */
final class PropertiesFile {
    /** A backslash and a u, without the four digits that {@link Properties} wants. */
    private static final Pattern BAD_ESCAPE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9A-Fa-f]{4})");

    private final String name;
    private final List<String> lines;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private PropertiesFile(String name, List<String> lines) {
        this.name = name;
        this.lines = List.copyOf(lines);
    }

    /**
     * Reads a file; one that is not there has no keys.
     *
     * @throws IOException if it is there and cannot be read
     */
    static PropertiesFile read(Path path) throws IOException {
        return of(path.toString(), Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
    }

    /** Reads a file of the class path that must be there. */
    static PropertiesFile packed(String name) {
        try (InputStream file = PropertiesFile.class.getResourceAsStream(name)) {
            return of(name, Objects.requireNonNull(file, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PropertiesFile of(String name, byte[] bytes) throws IOException {
        DecodedText decoded = DecodedText.of(bytes);
        PropertiesFile file = new PropertiesFile(name, decoded.text().lines().toList());
        if (decoded.badLine() > 0) {
            file.problem(decoded.badLine(), "the file is not " + decoded.charset() + "; save it as UTF-8");
        } else {
            file.parse(decoded.text());
        }
        return file;
    }

    private void problem(int line, String problem) {
        problems.add(name + ":" + line + ": " + problem);
    }

    private void parse(String text) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            if (!isComment(lines.get(i)) && BAD_ESCAPE.matcher(lines.get(i)).find()) {
                problem(i + 1, "a backslash before a u begins a character by its number; write \\\\ for a backslash");
            }
        }
        if (problems.isEmpty()) {
            Set<String> twice = new TreeSet<>();
            new Properties() {
                private static final long serialVersionUID = 1L;

                @Override
                public synchronized @Nullable Object put(Object key, Object value) {
                    String before = values.put((String) key, (String) value);
                    if (before != null) {
                        twice.add((String) key);
                    }
                    return before;
                }
            }.load(new StringReader(text));
            twice.forEach(this::complainOfTwice);
        }
    }

    private static boolean isComment(String line) {
        return line.strip().startsWith("#") || line.strip().startsWith("!");
    }

    private void complainOfTwice(String key) {
        List<Integer> places = linesOf(key);
        if (places.size() > 1) {
            problem(
                    places.get(1),
                    key + " stands in line " + places.get(0)
                            + " already, and only the last one would count; keep one of them");
        }
    }

    private List<Integer> linesOf(String key) {
        Pattern pattern = Pattern.compile("^\\s*" + Pattern.quote(key) + "\\s*(?:[=:\\s].*)?$");
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

    /** The file as it is shown. */
    String name() {
        return name;
    }

    /** In the order of their lines. */
    Set<String> keys() {
        return values.keySet();
    }

    @Nullable
    String value(String key) {
        return values.get(key);
    }

    /** The file, and the line of the key if it is found. */
    String place(String key) {
        List<Integer> found = linesOf(key);
        return name + (found.isEmpty() ? "" : ":" + found.get(found.size() - 1));
    }
}
