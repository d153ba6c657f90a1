package dev.serai.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is the same for the same JSON content, and different for any other, however it is written. */
public final class Fingerprint {
    private static final int LONG_DIGITS = 18;
    private static final long MAX_WHOLE = 1_000_000_000_000_000_000L;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private Fingerprint() {}

    /**
     * The same text for the same content: the order of keys and the notation of numbers do not matter, nor whether a
     * number is written as text.
     *
     * @param without keys of the outermost object that do not count
     */
    public static String text(@Nullable Object value, Set<String> without) {
        StringBuilder text = new StringBuilder(512);
        append(value, without, text);
        return text.toString();
    }

    private static void append(@Nullable Object value, Set<String> without, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            Object[] keys = map.keySet().toArray();
            Arrays.sort(keys);
            text.append('{');
            for (Object key : keys) {
                if (!without.contains((String) key)) {
                    appendText((String) key, text);
                    append(map.get(key), Set.of(), text);
                }
            }
            text.append('}');
        } else if (value instanceof List<?> list) {
            text.append('[');
            list.forEach(each -> append(each, Set.of(), text));
            text.append(']');
        } else if (value == null || value instanceof Boolean) {
            text.append(value).append(';');
        } else {
            appendText(String.valueOf(Json.text(value)), text);
        }
    }

    /** Its length first, so that nothing in it can be taken for an end. */
    private static void appendText(String value, StringBuilder text) {
        text.append(value.length()).append(':').append(value);
    }

    /**
     * 64 bits for what {@link #text} says, at a fifth of the cost: enough to tell a few from each other, not to name
     * one among all.
     *
     * @param without keys of the outermost object that do not count
     */
    public static long bits(@Nullable Object value, Set<String> without) {
        long print = 0;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                String key = (String) field.getKey();
                if (!without.contains(key)) {
                    // a sum, since the order of keys does not matter
                    print += mixed(ODD * key.hashCode() + bits(field.getValue(), Set.of()));
                }
            }
            return mixed(print + 1);
        }
        if (value instanceof List<?> list) {
            for (Object each : list) {
                print = mixed(ODD * print + bits(each, Set.of()));
            }
            return mixed(print + 2);
        }
        if (value instanceof Long whole && whole >= 0 && whole < MAX_WHOLE) {
            return number(whole);
        }
        if (value instanceof Integer whole && whole >= 0) {
            return number(whole);
        }
        return value == null || value instanceof Boolean
                ? mixed(value == null ? 3 : (boolean) value ? 5 : 7)
                : letters(String.valueOf(Json.text(value)));
    }

    private static long number(long value) {
        return mixed(value ^ ODD);
    }

    private static long letters(String text) {
        int length = text.length();
        if (length > 0 && length <= LONG_DIGITS && text.charAt(0) <= '9') {
            long value = digits(text);
            if (value >= 0) {
                return number(value);
            }
        }
        long print = length;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            long four = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            print = Long.rotateLeft((print ^ four) * ODD, 29);
        }
        for (; i < length; i++) {
            print = Long.rotateLeft((print ^ text.charAt(i)) * ODD, 29);
        }
        return mixed(print);
    }

    /** @return -1 if a number would not be written so */
    private static long digits(String text) {
        if (text.charAt(0) == '0' && text.length() > 1) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Every bit of it depends on every bit given. */
    private static long mixed(long bits) {
        long half = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
        return half ^ (half >>> 29);
    }
}
