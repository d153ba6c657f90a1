package dev.serai.cli;

import dev.serai.event.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the bytes that clients have sent: requests of HTTP, mails of SMTP, and statements of PostgreSQL. */
final class Wire {
    private Wire() {}

    /** A request, or a statement with its parameters in place of headers. */
    record Said(String what, Map<String, String> headers, String body) {}

    /** A mail with its envelope. */
    record Mail(List<String> recipients, String lines) {}

    /** @param base what stands before the path in a URL */
    static List<Said> http(byte[] conversation, String base) {
        List<Said> requests = new ArrayList<>();
        String all = new String(conversation, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < all.length()) {
            int end = all.indexOf("\r\n\r\n", at);
            String[] lines = all.substring(at, end).split("\r\n", -1);
            String[] first = lines[0].split(" ", -1);
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = 1; i < lines.length; i++) {
                String[] header = lines[i].split(": ?", 2);
                headers.merge(header[0], header[1], (one, next) -> one + ", " + next);
            }
            at = end + 4;
            StringBuilder body = new StringBuilder();
            if (headers.containsKey("Transfer-Encoding")) {
                int size = -1;
                while (size != 0) {
                    int line = all.indexOf("\r\n", at);
                    size = Integer.parseInt(all.substring(at, line), 16);
                    body.append(all, line + 2, line + 2 + size);
                    at = line + 2 + size + 2;
                }
            } else {
                int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
                body.append(all, at, at + length);
                at += length;
            }
            requests.add(new Said(first[0] + " " + base + first[1], headers, utf8(body.toString())));
        }
        return requests;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    static List<Mail> smtp(byte[] conversation) {
        List<Mail> mails = new ArrayList<>();
        List<String> recipients = new ArrayList<>();
        String all = new String(conversation, StandardCharsets.UTF_8);
        int at = 0;
        while (at < all.length()) {
            int end = all.indexOf("\r\n", at);
            String line = all.substring(at, end);
            at = end + 2;
            if (line.startsWith("RCPT TO:")) {
                recipients.add(line.replaceFirst("RCPT TO:<(.*)>.*", "$1"));
            } else if (line.equals("DATA")) {
                int dot = all.indexOf("\r\n.\r\n", at);
                mails.add(new Mail(
                        List.copyOf(recipients), all.substring(at, dot + 2).replace("\r\n..", "\r\n.")));
                recipients.clear();
                at = dot + 5;
            }
        }
        return mails;
    }

    /**
     * The statements that have parameters, each time they are bound.
     *
     * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">message formats</a>
     */
    static List<Said> postgres(byte[] conversation) {
        List<Said> bound = new ArrayList<>();
        Map<String, String> prepared = new LinkedHashMap<>();
        ByteBuffer all = ByteBuffer.wrap(conversation);
        all.position(all.getInt(0));
        while (all.hasRemaining()) {
            char type = (char) all.get();
            int end = all.position() + all.getInt(all.position());
            all.getInt();
            if (type == 'P') {
                prepared.put(text(all), text(all));
            } else if (type == 'B') {
                text(all);
                String statement = prepared.getOrDefault(text(all), "");
                Map<String, String> values = values(all);
                if (!values.isEmpty()) {
                    bound.add(new Said("", values, statement));
                }
            }
            all.position(end);
        }
        return bound;
    }

    /** By the places of the parameters. */
    private static Map<String, String> values(ByteBuffer all) {
        short formats = all.getShort();
        boolean[] binary = new boolean[Math.max(1, formats)];
        for (int i = 0; i < formats; i++) {
            binary[i] = all.getShort() == 1;
        }
        Map<String, String> values = new LinkedHashMap<>();
        short count = all.getShort();
        for (int i = 1; i <= count; i++) {
            int length = all.getInt();
            byte[] value = new byte[Math.max(0, length)];
            all.get(value);
            boolean isBinary = formats == 1 ? binary[0] : formats > 1 && binary[i - 1];
            values.put(Integer.toString(i), length < 0 ? "null" : isBinary ? array(value) : utf8(value));
        }
        return values;
    }

    /** An array of texts as JSON. */
    private static String array(byte[] value) {
        ByteBuffer all = ByteBuffer.wrap(value);
        int dimensions = all.getInt();
        all.getInt();
        all.getInt();
        int size = dimensions == 0 ? 0 : all.getInt();
        if (dimensions > 0) {
            all.getInt();
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int length = all.getInt();
            byte[] text = new byte[Math.max(0, length)];
            all.get(text);
            texts.add(length < 0 ? null : utf8(text));
        }
        return Json.write(texts);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer all) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte each = all.get(); each != 0; each = all.get()) {
            text.write(each);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
