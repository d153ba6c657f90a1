package dev.serai.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.receive.JsonSlicer.Part;
import dev.serai.receive.JsonSlicer.Scrap;
import dev.serai.receive.JsonSlicer.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the elements out of bytes that are no JSON as a whole: a list with one bad member, a list that breaks off, lists
 * in a list, one object after the other. Used once, by one thread.
 *
 * <p>All that separates elements is ASCII, so a broken character cannot hide it. An element begins only where the list
 * itself goes on: after its bracket, after a comma outside of every element, or after an object that has just ended. It
 * ends where its own brackets are closed. Where brackets or quotes do not match, no later place is certain: a fragment of
 * the broken element could be taken for an event. So the rest stays in one piece.
 */
final class JsonSalvage {
    /** The byte order mark, in UTF-8. */
    private static final int MARK = 0xEFBBBF;

    private static final int MARK_LENGTH = 3;
    private static final int NOWHERE = -1;
    private static final String BROKEN = "not JSON: brackets or quotes do not match, or it breaks off";

    private final byte[] body;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    /** The lists that are open around the place. */
    private int lists;

    JsonSalvage(byte[] body) {
        this.body = body;
    }

    /** In the order of the body; an object that can be read has been read. */
    List<Part> parts() {
        while (hasRoom() && toNext()) {
            int end = end();
            Part element = end == NOWHERE ? null : element(end);
            if (lists == 0 && !isRead(element)) {
                lines();
            } else if (element == null) {
                scrap(body.length, BROKEN);
            } else {
                parts.add(element);
                at = end;
            }
        }
        return parts;
    }

    private boolean hasRoom() {
        if (parts.size() == JsonSlicer.MAX_ELEMENTS && toNext()) {
            scrap(body.length, "more than " + JsonSlicer.MAX_ELEMENTS + " elements");
        }
        return parts.size() < JsonSlicer.MAX_ELEMENTS;
    }

    private static boolean isRead(@Nullable Part part) {
        return part instanceof Slice slice && slice.read() != null;
    }

    /** What is left, outside of every list: one object a line, or nothing. */
    private void lines() {
        while (hasRoom() && at < body.length) {
            int end = lineEnd();
            Part element = element(end);
            parts.add(isRead(element) ? element : new Scrap(Arrays.copyOfRange(body, at, end), BROKEN));
            at = end;
            while (at < body.length && isBlank(body[at])) {
                at++;
            }
        }
    }

    /** @return false at the end */
    private boolean toNext() {
        for (; at < body.length; at++) {
            switch (body[at]) {
                case ' ', '\t', '\n', '\r', ',', 0, 0x1E -> {}
                case '[' -> lists++;
                case ']' -> lists = Math.max(0, lists - 1);
                default -> {
                    if (!isByteOrderMark(at)) {
                        return true;
                    }
                    at += MARK_LENGTH - 1;
                }
            }
        }
        return false;
    }

    private boolean isByteOrderMark(int i) {
        return i + MARK_LENGTH <= body.length
                && ((body[i] & 0xFF) << 16 | (body[i + 1] & 0xFF) << 8 | (body[i + 2] & 0xFF)) == MARK;
    }

    /**
     * Where the element ends that begins here.
     *
     * @return {@link #NOWHERE} if its brackets or quotes do not match
     */
    private int end() {
        BitSet braces = new BitSet();
        int depth = 0;
        boolean object = body[at] == '{';
        for (int i = at; i < body.length; i++) {
            byte each = body[i];
            switch (each) {
                case '"' -> i = quote(i);
                case '{', '[' -> braces.set(depth++, each == '{');
                case '}', ']' -> {
                    if (depth == 0 || braces.get(depth - 1) != (each == '}')) {
                        return depth == 0 && each == ']' ? i : NOWHERE;
                    }
                    depth--;
                    if (depth == 0 && object && isBoundary(i + 1)) {
                        return i + 1;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
            // what stands behind the end of an object, or before its beginning, belongs to it
            object &= depth > 0;
        }
        return depth == 0 ? body.length : NOWHERE;
    }

    /** @return the place of the closing quote; beyond the body if there is none */
    private int quote(int opening) {
        int i = opening + 1;
        while (i < body.length && body[i] != '"') {
            i += body[i] == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Whether nothing, the end of the list or another element comes next; without a comma only after an object. */
    private boolean isBoundary(int end) {
        int i = end;
        while (i < body.length && (isBlank(body[i]) || isByteOrderMark(i))) {
            i += isBlank(body[i]) ? 1 : MARK_LENGTH;
        }
        return i == body.length || body[i] == ',' || body[i] == ']' || (body[i] == '{' && isRead(element(end)));
    }

    /**
     * The end of this line and of those that belong to it. In JSON no object follows the end of another without a comma,
     * so where one does, at the beginning of a line, it is none of a broken one's parts.
     */
    private int lineEnd() {
        int bracket = NOWHERE;
        for (int i = at; i < body.length; i++) {
            if (body[i] == '{' && bracket != NOWHERE && body[i - 1] == '\n') {
                return bracket + 1;
            }
            if (!isBlank(body[i])) {
                bracket = body[i] == '}' ? i : NOWHERE;
            }
        }
        return body.length;
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\t' || each == '\n' || each == '\r' || each == 0 || each == 0x1E;
    }

    private Part element(int end) {
        int last = end;
        while (isBlank(body[last - 1])) {
            last--;
        }
        String json = text(at, last);
        if (json == null) {
            return new Scrap(Arrays.copyOfRange(body, at, last), JsonSlicer.NOT_UTF_8);
        }
        boolean isObject = body[at] == '{';
        return new Slice(json, isObject, isObject ? object(json) : null);
    }

    private void scrap(int end, String reason) {
        parts.add(new Scrap(Arrays.copyOfRange(body, at, end), reason));
        at = end;
    }

    private @Nullable String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable Map<String, Object> object(String json) {
        try {
            return Json.payload(json);
        } catch (JsonProcessingException | RuntimeException e) {
            return null;
        }
    }
}
