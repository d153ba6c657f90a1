package dev.serai.receive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in another charset than UTF-8. JSON is UTF-8 (RFC 8259, 8.1), and {@code application/json} has no parameter for
 * it; senders name one all the same, mostly wrongly. So a body that is UTF-8 is read as that, and only another one as its
 * label says.
 */
final class Charsets {
    private static final Pattern LABEL =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([A-Za-z0-9._:-]{1,40})\"?", Pattern.CASE_INSENSITIVE);
    private static final int MAX_LENGTH = 500;

    private Charsets() {}

    /** @return the charset that the content type names, as it does; null if there is none, or if it is UTF-8 */
    static @Nullable String label(@Nullable String contentType) {
        if (contentType == null || contentType.length() > MAX_LENGTH || contentType.indexOf('=') < 0) {
            return null;
        }
        Matcher matcher = LABEL.matcher(contentType);
        String label = matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
        return label == null || label.equals("utf-8") || label.equals("utf8") ? null : label;
    }

    /** The same text in UTF-8, if it is one in that charset and not in UTF-8 already. */
    static byte[] utf8(byte[] body, String label) {
        Charset charset = charset(label);
        if (charset == null || isPlainUtf8(body, charset)) {
            return body;
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString().getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return body;
        }
    }

    private static @Nullable Charset charset(String label) {
        try {
            return Charset.forName(label);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    /** Texts in UTF-16 have NUL in them, and those in ISO-2022 shift by ESC: neither is raw in JSON. */
    private static boolean isPlainUtf8(byte[] body, Charset charset) {
        boolean shifts = charset.name().startsWith("ISO-2022");
        for (byte each : body) {
            if (each == 0 || (shifts && each == 0x1b)) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
