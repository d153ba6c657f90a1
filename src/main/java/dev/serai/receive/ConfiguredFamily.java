package dev.serai.receive;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Section;
import dev.serai.event.EmailAddress;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.Json;
import dev.serai.event.RoutedEvent;
import dev.serai.receive.Place.Alternatives;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A family that only the keys {@code family.<name>.*} describe: how its sender proves itself, and where the values of an event stand.
 *
 * @param list where the body has a list of which each entry is an event, as a path of keys; empty if the body is the event
 * @param named the ids of an event by what they are called
 * @param repeatWindow how long an identical payload counts as a repeat if nothing identifies it; zero means never
 */
public record ConfiguredFamily(
        String name,
        List<String> paths,
        SenderAuthentication sender,
        @Nullable Handshake handshake,
        List<String> list,
        Alternatives id,
        Alternatives type,
        Alternatives time,
        Alternatives subject,
        Alternatives contact,
        Map<String, Alternatives> named,
        Duration repeatWindow)
        implements Family {
    private static final String WORD = "family";
    private static final int MAX_HANDSHAKE = 16 << 10;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private static final Format<Alternatives> PLACES = new Format<>(
            "JSON pointers such as /data/id, or headers such as header:X-Event, separated by commas",
            Alternatives::of,
            places -> true);

    private static final Format<List<String>> LIST =
            new Format<>("a JSON pointer to a list, such as /data", ConfiguredFamily::keysOf, keys -> true);

    private static final Format<List<String>> PATHS = new Format<>(
            "paths such as /webhooks/shop, separated by commas", Format.LIST.parse(), paths -> paths.stream()
                    .allMatch(path -> path.matches("(/[A-Za-z0-9._~-]{1,100}){1,8}")));

    private static final Format<Map<String, Alternatives>> NAMED = new Format<>(
            "names of things with the places of their ids, such as order:/data/id",
            ConfiguredFamily::namedOf,
            named -> true);

    public ConfiguredFamily {
        paths = List.copyOf(paths);
        list = List.copyOf(list);
        named = new TreeMap<>(named);
    }

    /** Those that a configuration has. A name that is taken, or none, is a problem. */
    public static List<Family> all(Config config, List<Family> others) {
        List<Family> families = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        others.forEach(each -> taken.addAll(each.paths()));
        for (String name : config.names(WORD, "type")) {
            Section keys = section(config, name);
            if (!NAME.matcher(name).matches()) {
                keys.problem("type", "is of a family whose name is not like shop or web-shop");
            } else if (others.stream().anyMatch(each -> each.name().equals(name))) {
                keys.problem("type", "is of a family that Serai has already; choose another name");
            } else {
                ConfiguredFamily family = from(name, keys);
                if (!family.paths().stream().allMatch(taken::add)) {
                    keys.problem("path", "has a path of another family, which would get no events any more");
                }
                families.add(family);
            }
        }
        return families;
    }

    private static ConfiguredFamily from(String name, Section keys) {
        List<String> paths = keys.value("path", PATHS);
        Alternatives type = keys.value("type", PLACES);
        if (type.places().isEmpty()) {
            keys.problem("type", "is empty: it says where the name of an event stands");
        }
        return new ConfiguredFamily(
                name,
                paths.isEmpty() ? List.of("/webhooks/" + name) : paths,
                SenderAuthentication.signedFrom(keys),
                Handshake.from(keys),
                keys.value("list", LIST),
                keys.value("id", PLACES),
                type,
                keys.value("time", PLACES),
                keys.value("subject", PLACES),
                keys.value("contact", PLACES),
                keys.value("ids", NAMED),
                keys.value("repeat-window", Format.DURATION));
    }

    private static List<String> keysOf(String text) {
        List<String> keys = new ArrayList<>();
        for (JsonPointer rest = JsonPointer.compile(text); !rest.matches(); rest = rest.tail()) {
            keys.add(rest.getMatchingProperty());
        }
        return keys;
    }

    private static Map<String, Alternatives> namedOf(String text) {
        Map<String, Alternatives> named = new TreeMap<>();
        for (String each : Format.LIST.of(text)) {
            int colon = each.indexOf(':');
            if (colon < 1) {
                throw new InvalidValueException("must be like order:/data/id, customer:/data/customer/id");
            }
            named.put(each.substring(0, colon).strip(), Alternatives.of(each.substring(colon + 1)));
        }
        return named;
    }

    @Override
    public Section section(Config config) {
        return section(config, name);
    }

    private static Section section(Config config, String name) {
        return config.section(WORD + "." + name).orElse(WORD);
    }

    @Override
    public List<Map<String, Object>> parts(Map<String, Object> payload) {
        if (list.isEmpty()
                || !(Json.at(payload, list.toArray(String[]::new)) instanceof List<?> all)
                || all.size() < 2) {
            return List.of();
        }
        return all.stream().map(each -> with(payload, list, List.of(each))).toList();
    }

    /** The same payload with another value at the end of a path. */
    private static Map<String, Object> with(Map<?, ?> payload, List<String> path, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        payload.forEach((key, each) -> copy.put(String.valueOf(key), each));
        String key = path.get(0);
        Object below = copy.get(key);
        copy.put(
                key,
                path.size() > 1 && below instanceof Map<?, ?> map
                        ? with(map, path.subList(1, path.size()), value)
                        : value);
        return copy;
    }

    @Override
    public boolean keepsOtherCalls() {
        return true;
    }

    @Override
    public @Nullable String handshake(byte[] body, Transmission arrival) {
        if (handshake == null || body.length > MAX_HANDSHAKE) {
            return null;
        }
        try {
            return handshake.answer(Json.payload(new String(body, StandardCharsets.UTF_8)), arrival);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    @Override
    public Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException {
        UnaryOperator<@Nullable String> headers = arrival::header;
        String eventType = type.text(payload, headers);
        if (eventType == null) {
            throw new NotAnEventException("no " + type);
        }
        String identity = id.text(payload, headers);
        Event event = new Event(
                identity == null ? EventId.random(arrival.receivedAt()) : EventId.of(null, name, eventType, identity),
                name,
                eventType,
                subject.text(payload, headers),
                address(contact.text(payload, headers)),
                instant(time.text(payload, headers)),
                arrival.receivedAt(),
                json);
        return new Received(event, payload, identity != null || repeatWindow.isZero() ? null : repeat(event));
    }

    private RoutedEvent.DedupeKey repeat(Event event) {
        return new RoutedEvent.DedupeKey(
                name + " body " + EventId.of(null, name, event.type(), event.payload()), repeatWindow);
    }

    private static @Nullable String address(@Nullable String given) {
        return given == null ? null : EmailAddress.in(given);
    }

    /** ISO 8601, or seconds or milliseconds since 1970. */
    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : text.matches("\\d{1,18}(\\.\\d{1,9})?")
                            ? Payload.epoch(new BigDecimal(text))
                            : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public Map<String, String> ids(Map<String, Object> payload) {
        Map<String, String> ids = new LinkedHashMap<>();
        named.forEach((thing, place) -> {
            String found = place.text(payload, header -> null);
            if (found != null) {
                ids.put(thing, found);
            }
        });
        return ids;
    }

    /** The type, where it is a header's. What else headers have said is in the event. */
    @Override
    public Map<String, String> headersOf(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        type.headers().forEach(header -> headers.put(header, event.type()));
        return headers;
    }

    @Override
    public List<String> readHeaders() {
        Set<String> all = new TreeSet<>(eventHeaders());
        if (handshake != null) {
            handshake.headers().forEach(all::add);
        }
        return List.copyOf(all);
    }

    @Override
    public List<String> eventHeaders() {
        return Stream.of(id, type, time, subject, contact)
                .flatMap(Alternatives::headers)
                .distinct()
                .sorted()
                .toList();
    }
}
