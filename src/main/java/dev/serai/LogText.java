package dev.serai;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.serai.event.PersonalData;

/**
 * What the log writes of texts that others have made: an event's type, a server's greeting. No character of them ends a line,
 * turns it around or commands a terminal, and no address of a person is in them, from any logger: {@code logback.xml} names
 * these converters, and {@link EcsLine} uses them.
 */
public final class LogText {
    private LogText() {}

    /** A message with its values: one line. */
    public static final class Message extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return visible(String.valueOf(super.convert(event)), false);
        }
    }

    /** A stack trace, whose messages may be foreign too: no line of it begins where those of the log do. */
    public static final class Thrown extends ThrowableProxyConverter {
        @Override
        public String convert(ILoggingEvent event) {
            String trace = super.convert(event);
            return trace.isEmpty() ? trace : "\t" + visible(trace.strip(), true).replace("\n", "\n\t") + "\n";
        }
    }

    /**
     * Without addresses of people, from any logger, and without what commands a terminal.
     *
     * @param lines whether it may have several
     */
    static String visible(String foreign, boolean lines) {
        String text = PersonalData.masked(foreign);
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i), lines)) {
                return escaped(text, lines);
            }
        }
        return text;
    }

    private static String escaped(String text, boolean lines) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (isHidden(each, lines)) {
                escaped.append(each == '\n' ? "\\n" : each == '\r' ? "\\r" : "\\u%04x".formatted((int) each));
            } else {
                escaped.append(each);
            }
        }
        return escaped.toString();
    }

    /** Controls of ASCII and Latin-1, what ends a line or a paragraph, what turns the direction. */
    private static boolean isHidden(char each, boolean lines) {
        if (lines && (each == '\n' || each == '\t')) {
            return false;
        }
        return Character.isISOControl(each)
                || (each >= '\u2028' && each <= '\u202E')
                || (each >= '\u2066' && each <= '\u2069');
    }
}
