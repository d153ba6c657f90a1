package dev.serai.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of a file: UTF-8, or UTF-16 if it begins with that mark. What cannot be read rightly is never guessed.
 *
 * @param text without the byte order mark
 * @param charset what the file was read as
 * @param marked whether it begins with a byte order mark
 * @param badLine the line that is no text in the charset, from 1; 0 if all is
 */
public record DecodedText(String text, Charset charset, boolean marked, int badLine) {
    private static final char MARK = '\uFEFF';

    public static DecodedText of(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    public static DecodedText of(byte[] bytes) {
        Charset charset = charset(bytes);
        CharBuffer decoded = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = charset.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        boolean marked = !text.isEmpty() && text.charAt(0) == MARK;
        List<String> lines = text.lines().toList();
        int badLine = result.isError() ? Math.max(1, lines.size()) : lineOf(lines, '\0');
        return new DecodedText(marked ? text.substring(1) : text, charset, marked, badLine);
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
}
