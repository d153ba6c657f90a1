package dev.serai.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** Breaks bytes, with no regard for what they mean. */
final class OddBytes {
    private static final List<byte[]> PIECES = List.of(
            bytes(0x00),
            bytes(0xEF, 0xBB, 0xBF),
            bytes(0xFE, 0xFF),
            bytes(0xFF, 0xFE, 0, 0),
            bytes(0xC0, 0x80),
            bytes(0xED, 0xA0, 0x80),
            bytes(0xF4, 0x90, 0x80, 0x80),
            bytes(0xE2, 0x80, 0xA8),
            bytes(0x1F, 0x8B, 0x08),
            ascii("\\u"),
            ascii("\\"),
            ascii("\""),
            ascii("[{"),
            ascii("}]"),
            ascii(","),
            ascii("//*"),
            ascii("NaN"),
            ascii("\r\n\r\nPOST / HTTP/1.1\r\n\r\n"));
    private static final List<Charset> CHARSETS = List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            Charset.forName("UTF-32"),
            StandardCharsets.ISO_8859_1);

    private OddBytes() {}

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param whole at least one byte; it stays as it is */
    static byte[] broken(byte[] whole, RandomGenerator random) {
        int at = random.nextInt(whole.length);
        int to = at + random.nextInt(whole.length - at);
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(whole, at);
            case 1 -> spliced(whole, at, to, new byte[0]);
            case 2 -> spliced(whole, at, at, Arrays.copyOfRange(whole, at, to));
            case 3 -> spliced(whole, 0, 0, PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> spliced(whole, whole.length, whole.length, PIECES.get(random.nextInt(PIECES.size())));
            case 5 -> new String(whole, StandardCharsets.UTF_8).getBytes(CHARSETS.get(random.nextInt(CHARSETS.size())));
            case 6 -> zipped(whole);
            case 7 -> flipped(whole, random);
            default -> spliced(whole, at, at, PIECES.get(random.nextInt(PIECES.size())));
        };
    }

    private static byte[] spliced(byte[] whole, int from, int to, byte[] by) {
        byte[] spliced = Arrays.copyOf(whole, whole.length - (to - from) + by.length);
        System.arraycopy(by, 0, spliced, from, by.length);
        System.arraycopy(whole, to, spliced, from + by.length, whole.length - to);
        return spliced;
    }

    private static byte[] flipped(byte[] whole, RandomGenerator random) {
        byte[] flipped = whole.clone();
        for (int times = random.nextInt(1, 5); times > 0; times--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] zipped(byte[] whole) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
