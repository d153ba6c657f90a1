package dev.serai.outbox;

import dev.serai.dispatch.Delivery;
import groovy.lang.Closure;
import groovy.lang.GString;
import groovy.lang.GroovyRuntimeException;
import groovy.lang.IntRange;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Calendar;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.DefaultGroovyStaticMethods;
import org.codehaus.groovy.runtime.EncodingGroovyMethods;
import org.codehaus.groovy.runtime.StringGroovyMethods;
import org.jspecify.annotations.Nullable;

/** The names that a mapping can use: those of Serai, of Java's values, and of Groovy. */
public final class MappingWords {
    /** What a mapping calls something of: events, batches and records, values of payloads, times, and what makes text of them. */
    private static final List<Class<?>> TYPES = List.of(
            Delivery.class,
            Batch.class,
            Records.class,
            Script.class,
            Closure.class,
            Exchange.class,
            Message.class,
            Object.class,
            Class.class,
            String.class,
            GString.class,
            StringBuilder.class,
            Character.class,
            Integer.class,
            Long.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            Boolean.class,
            Math.class,
            ArrayList.class,
            LinkedHashMap.class,
            TreeMap.class,
            TreeSet.class,
            Map.Entry.class,
            Iterator.class,
            IntRange.class,
            Stream.class,
            Collectors.class,
            Optional.class,
            Objects.class,
            Arrays.class,
            Collections.class,
            Instant.class,
            Duration.class,
            Period.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            DayOfWeek.class,
            Month.class,
            ChronoUnit.class,
            DateTimeFormatter.class,
            SimpleDateFormat.class,
            Calendar.class,
            Locale.class,
            UUID.class,
            Base64.class,
            Base64.Encoder.class,
            Base64.Decoder.class,
            MessageDigest.class,
            Pattern.class,
            Matcher.class,
            URI.class,
            URL.class,
            URLEncoder.class,
            URLDecoder.class,
            DefaultGroovyMethods.class,
            DefaultGroovyStaticMethods.class,
            StringGroovyMethods.class,
            EncodingGroovyMethods.class);

    private static final Set<String> METHODS = methods(TYPES);

    private MappingWords() {}

    private static Set<String> methods(List<Class<?>> types) {
        Set<String> names = types.stream()
                .flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        names.add("doCall");
        return Collections.unmodifiableSet(names);
    }

    /** The methods that something in a mapping has. */
    public static Set<String> methods() {
        return METHODS;
    }

    /** What stands behind {@code event.} without brackets: {@code type}, {@code contact} and the like. */
    public static Set<String> ofEvent() {
        return Stream.of(Delivery.class.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .map(Method::getName)
                .map(name -> name.matches("get[A-Z].*")
                        ? name.substring(3)
                        : name.matches("is[A-Z].*") ? name.substring(2) : "")
                .filter(name -> !name.isEmpty())
                .map(Introspector::decapitalize)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Why an error of a mapping is the mapping's own: it wrote a name that nothing has, so that any event would run into it.
     *
     * @return null if it may be the event's: a value can be text in one event and a list in the next
     */
    static @Nullable String mistake(GroovyRuntimeException e) {
        if (e instanceof MissingPropertyException property && isOfNoPayload(property.getType())) {
            return "the mapping uses " + property.getProperty() + ", which is no name it has";
        }
        if (e instanceof MissingMethodException method && isMistake(method.getType(), method.getMethod())) {
            return "the mapping calls " + method.getMethod() + ", which is no word it has";
        }
        return null;
    }

    private static boolean isMistake(Class<?> type, String method) {
        boolean has =
                Stream.of(type.getMethods()).anyMatch(each -> each.getName().equals(method));
        return isSerais(type) || (!has && (isOfNoPayload(type) || !METHODS.contains(method)));
    }

    private static boolean isSerais(Class<?> type) {
        return Script.class.isAssignableFrom(type) || type.getPackageName().startsWith("dev.serai");
    }

    /** Whether no payload has a value of a type, so that every event has one there or none has. */
    private static boolean isOfNoPayload(@Nullable Class<?> type) {
        return type != null
                && (isSerais(type) || type.getPackageName().startsWith("java.time") || type.equals(UUID.class));
    }
}
