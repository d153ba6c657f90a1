package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the receiver answered, read to the letter: whatever is not well formed is an error here.
 *
 * @param headers names in lower case
 */
record Answer(int status, Map<String, String> headers, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d) [A-Za-z -]+");
    /** Vert.x refuses a version that it does not know in the words of the sender. */
    private static final Pattern OTHER_VERSION = Pattern.compile("\\S+/\\d+\\.\\d+ (400|501) [A-Za-z -]+");

    private static final Pattern HEADER = Pattern.compile("([A-Za-z-]+): ([\\x20-\\x7e]*)");

    /** It is not what HTTP or the receiver's own documents say. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }
    }

    /**
     * @param ofHead whether it answers a HEAD, which has no body
     * @return null if the connection ends before it
     */
    static @Nullable Answer read(InputStream in, boolean ofHead) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        int status = status(first);
        Map<String, String> headers = new TreeMap<>();
        for (String line = whole(line(in)); !line.isEmpty(); line = whole(line(in))) {
            var header = HEADER.matcher(line);
            if (!header.matches() || headers.put(header.group(1).toLowerCase(Locale.ROOT), header.group(2)) != null) {
                throw new Malformed("header: " + line);
            }
        }
        String length = headers.getOrDefault("content-length", status < 200 || ofHead ? "0" : "missing");
        if (!length.matches("\\d{1,6}")) {
            throw new Malformed(first + " with content-length " + length + " " + headers);
        }
        byte[] body = in.readNBytes(ofHead ? 0 : Integer.parseInt(length));
        if (!ofHead && body.length != Integer.parseInt(length)) {
            throw new EOFException("a body cut off");
        }
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static int status(String line) throws IOException {
        for (Pattern known : List.of(STATUS, OTHER_VERSION)) {
            Matcher matched = known.matcher(line);
            if (matched.matches()) {
                return Integer.parseInt(matched.group(1));
            }
        }
        throw new Malformed("status line: " + line);
    }

    private static String whole(@Nullable String line) throws IOException {
        if (line == null) {
            throw new EOFException("a head cut off");
        }
        return line;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); ; next = in.read()) {
            if (next < 0) {
                if (line.length() == 0) {
                    return null;
                }
                throw new EOFException("a line cut off: " + line);
            }
            line.append((char) next);
            if (next == '\n') {
                if (line.length() < 2 || line.charAt(line.length() - 2) != '\r') {
                    throw new Malformed("line: " + line);
                }
                return line.substring(0, line.length() - 2);
            }
        }
    }

    JsonNode json() throws IOException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new Malformed("body: " + body);
        }
    }
}
