package dev.serai;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import co.elastic.logging.logback.EcsEncoder;
import dev.serai.event.Json;
import dev.serai.operate.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log as an object of JSON, with the names of the Elastic Common Schema
 * (https://www.elastic.co/docs/reference/ecs). The {@code key=value} pairs of a message are fields too, as {@code serai.<key>}.
 */
final class EcsLine extends EcsEncoder {
    /** A key with its value, or with the places of its values. */
    private static final Pattern PAIR = Pattern.compile("([a-z][a-z0-9-]{0,40})=(\\S+)");

    private static final String PLACE = "{}";

    static EcsLine started(LoggerContext context) {
        LogText.Thrown thrown = new LogText.Thrown();
        thrown.setContext(context);
        thrown.start();
        EcsLine line = new EcsLine();
        line.setContext(context);
        line.setServiceName("serai");
        line.setServiceVersion(Version.SERAI);
        // without one, the encoder would ask the exception itself, whose message may name a person
        line.setThrowableConverter(thrown);
        line.start();
        return line;
    }

    /** What is written of an event: as the log in text has it, without addresses of people. */
    private static final class Written extends LoggingEvent {
        private final Map<String, Object> fields;

        Written(ILoggingEvent event) {
            fields = fields(event);
            setLevel(event.getLevel());
            setLoggerName(event.getLoggerName());
            setThreadName(event.getThreadName());
            setInstant(event.getInstant());
            setMDCPropertyMap(event.getMDCPropertyMap());
            setMessage(LogText.visible(event.getFormattedMessage(), true));
            if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
                setThrowableProxy(new Thrown(proxy.getThrowable()));
            }
        }
    }

    /** An exception whose message has no address. */
    private static final class Thrown extends ThrowableProxy {
        Thrown(Throwable throwable) {
            super(throwable);
        }

        @Override
        public @Nullable String getMessage() {
            String message = super.getMessage();
            return message == null ? null : LogText.visible(message, true);
        }
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(new Written(event));
    }

    @Override
    protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
        if (event instanceof Written written) {
            written.fields.forEach((name, value) -> line.append(Json.write("serai." + name))
                    .append(':')
                    .append(Json.write(value))
                    .append(','));
        }
    }

    /** By the pattern of the message and not by its text, because a value may have blanks, or look like a pair. */
    private static Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Object[] values = event.getArgumentArray() == null ? new Object[0] : event.getArgumentArray();
        String pattern = String.valueOf(event.getMessage());
        int next = 0;
        int done = 0;
        Matcher pair = PAIR.matcher(pattern);
        while (pair.find()) {
            next += places(pattern.substring(done, pair.start()));
            done = pair.end();
            int places = places(pair.group(2));
            if (next + places <= values.length) {
                add(fields, pair.group(1), pair.group(2), places, values, next);
            }
            next += places;
        }
        return fields;
    }

    private static void add(
            Map<String, Object> fields, String key, String text, int places, Object[] values, int next) {
        if (text.equals(PLACE) && values[next] instanceof Number number) {
            fields.put(key, number);
            return;
        }
        String filled = text;
        for (int i = 0; i < places; i++) {
            filled = filled.replaceFirst("\\{}", Matcher.quoteReplacement(String.valueOf(values[next + i])));
        }
        // a value may bring pairs of its own, when nothing stands between it and the one before
        int blank = places > 1 ? filled.indexOf(' ') : -1;
        fields.put(key, number(LogText.visible(blank < 0 ? filled : filled.substring(0, blank), true), places));
        Matcher further = PAIR.matcher(blank < 0 ? "" : filled.substring(blank));
        while (further.find()) {
            fields.put(further.group(1), number(LogText.visible(further.group(2), true), 0));
        }
    }

    /** A number in the pattern itself is one too. */
    private static Object number(String text, int places) {
        return places == 0 && text.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
    }

    private static int places(String text) {
        int places = 0;
        for (int at = text.indexOf(PLACE); at >= 0; at = text.indexOf(PLACE, at + PLACE.length())) {
            places++;
        }
        return places;
    }
}
