package dev.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
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
 * A properties file with the lines of its keys. It is read as UTF-8, or as UTF-16 if it begins with that mark; what cannot
 * be read rightly is a problem with its line, and is never guessed.
 */
final class PropertiesFile {
    /** A backslash and a u, without the four digits that {@link Properties} wants. */
    private static final Pattern BAD_ESCAPE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9A-Fa-f]{4})");

    private static final char MARK = '\uFEFF';

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
        Charset charset = charset(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = charset.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        PropertiesFile file = new PropertiesFile(name, text.toString().lines().toList());
        int badLine = result.isError() ? Math.max(1, file.lines.size()) : lineOf(file.lines, '\0');
        if (badLine > 0) {
            file.problem(badLine, "the file is not " + charset + "; save it as UTF-8");
        } else {
            file.parse(text.toString());
        }
        return file;
    }

    private void problem(int line, String problem) {
        problems.add(name + ":" + line + ": " + problem);
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
            }.load(new StringReader(text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1)));
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
