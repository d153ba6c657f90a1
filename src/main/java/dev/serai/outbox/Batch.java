package dev.serai.outbox;

import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.LeaseCheck;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Text;
import groovy.lang.GroovyRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/**
 * The events that go to a destination together: the body of its route. Used by one thread.
 *
 * <p>Each event has at most one outcome from the route; those without are delivered when the route ends normally.
 */
public final class Batch implements Iterable<Delivery> {
    /** Values in the records of several events together; beyond so many, or so many for each, the batch goes in halves. */
    private static final int MAX_VALUES = 100_000;

    private static final int MAX_VALUES_EACH = 100;

    /** No records as JSON. */
    public static final String NO_RECORDS = "[]";

    private final List<Delivery> deliveries;
    private final LeaseCheck lease;
    private final Map<Delivery, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Delivery, Map<String, Object>> noted = new HashMap<>();
    private final Set<Delivery> unmatched = new HashSet<>();
    private @Nullable Records records;
    private boolean someMapped;
    private boolean lost;
    private int values;

    /** @param lease whether this process may still send to the destination */
    Batch(List<Delivery> deliveries, LeaseCheck lease) {
        this.deliveries = List.copyOf(deliveries);
        this.lease = lease;
    }

    /**
     * The batch of the exchange's route.
     *
     * @throws MisconfiguredException if it has none
     */
    public static Batch of(Exchange exchange) {
        Batch batch = exchange.getProperty(Batch.class.getName(), Batch.class);
        if (batch == null) {
            throw new MisconfiguredException("only a route from outbox: has a batch");
        }
        return batch;
    }

    /** The {@code traceparent} of the call that an exchange makes; null if it is not traced. */
    public static @Nullable String traceparent(Exchange exchange) {
        return exchange.getProperty(ExchangeCall.TRACEPARENT, String.class);
    }

    /** Whether the exchange has a batch that another process may have taken over meanwhile. */
    public static boolean isLost(Exchange exchange) {
        Batch batch = exchange.getProperty(Batch.class.getName(), Batch.class);
        return batch != null && batch.isLost();
    }

    @Override
    public Iterator<Delivery> iterator() {
        return deliveries.iterator();
    }

    public int size() {
        return deliveries.size();
    }

    /** Names the call at the far side: the same events have the same id, however often they are sent together. */
    public UUID getId() {
        String events = deliveries.stream().map(Delivery::getKey).sorted().collect(Collectors.joining());
        return UUID.nameUUIDFromBytes(events.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Names a call: by the {@link Delivery#getKey key} of its event if the call is about one event, in a batch of one or inside a
     * split; else by {@link #getId}. Another split of the batch counts its parts.
     *
     * @return without a dot
     * @throws MisconfiguredException if the route has no batch
     */
    public static String callId(Exchange exchange) {
        Batch batch = of(exchange);
        Integer part = exchange.getProperty(Exchange.SPLIT_INDEX, Integer.class);
        if (part == null) {
            return batch.size() == 1 ? batch.first().getKey() : batch.getId().toString();
        }
        Integer parts = exchange.getProperty(Exchange.SPLIT_SIZE, Integer.class);
        boolean ofEvents = parts != null && (parts == batch.size() || parts == batch.mapped());
        return ofEvents ? batch.current(exchange).getKey() : batch.getId() + "-" + part;
    }

    /** How many records there are. */
    private int mapped() {
        return records == null ? 0 : records.size();
    }

    public Delivery first() {
        return deliveries.get(0);
    }

    /**
     * One record per event. A null means that there is nothing to send; an exception concerns its event alone, unless it
     * is a name that no event has.
     *
     * @param mapping from the event and its payload
     */
    public Records map(BiFunction<Delivery, Map<String, Object>, ?> mapping) {
        List<Delivery> mapped = new ArrayList<>();
        List<Object> made = new ArrayList<>();
        values = 0;
        for (Delivery delivery : deliveries) {
            if (!outcomes.containsKey(delivery)) {
                Object value = apply(mapping, delivery);
                if (value != null) {
                    mapped.add(delivery);
                    made.add(value);
                }
            }
            if (values > Math.max(MAX_VALUES, MAX_VALUES_EACH * size()) && size() > 1) {
                throw new IllegalStateException("records of " + values + " values in one batch");
            }
        }
        records = new Records(mapped, made);
        someMapped |= !mapped.isEmpty();
        return records;
    }

    private @Nullable Object apply(BiFunction<Delivery, Map<String, Object>, ?> mapping, Delivery delivery) {
        try {
            return delivery.map(payload -> plain(mapping.apply(delivery, payload)));
        } catch (GroovyRuntimeException e) {
            String mistake = MappingWords.mistake(e);
            if (mistake != null) {
                throw new MisconfiguredException(mistake + line(e));
            }
            outcomes.put(delivery, new Outcome.Dead("mapping: " + e.getClass().getSimpleName() + line(e)));
        } catch (MisconfiguredException e) {
            throw e;
        } catch (Delivery.UnreadableException e) {
            outcomes.put(delivery, new Outcome.Dead(String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            outcomes.put(delivery, new Outcome.Dead("mapping: " + e.getClass().getSimpleName() + line(e)));
        }
        return null;
    }

    private static String line(Throwable e) {
        for (StackTraceElement element : e.getStackTrace()) {
            if (element.getFileName() != null && element.getFileName().endsWith(".groovy")) {
                return ", line " + element.getLineNumber() + " of the mapping";
            }
        }
        return "";
    }

    /** Only values that JSON has, and in texts only what can be sent: half a character fails the whole call. */
    private @Nullable Object plain(@Nullable Object value) {
        values++;
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(String.valueOf(key), plain(each)));
            return plain;
        }
        if (value instanceof Iterable<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof CharSequence
                || value instanceof TemporalAccessor
                || value instanceof UUID
                || value instanceof Enum) {
            String text = value.toString();
            return Text.clean(text, text.length());
        }
        if (value.getClass().isArray()) {
            return plain(DefaultTypeTransformation.asCollection(value));
        }
        throw new MisconfiguredException(
                "the mapping gives a " + value.getClass().getName() + ", which JSON does not have");
    }

    /** Reports what became of an event; what was reported before is replaced. */
    public void settle(Delivery delivery, Outcome outcome) {
        outcomes.put(delivery, outcome);
    }

    /** Whether nothing is to be sent: no event was mapped to anything so far, or what would be sent is an empty mapping. */
    public boolean hasNothingFor(@Nullable Object body) {
        return (body instanceof Records mapped && mapped.isEmpty())
                || (records != null && (!someMapped || (records.isEmpty() && isWritten(body))));
    }

    /** Whether a body is an empty mapping, written as JSON. */
    private static boolean isWritten(@Nullable Object body) {
        return NO_RECORDS.equals(body)
                || (body instanceof byte[] bytes && NO_RECORDS.equals(new String(bytes, StandardCharsets.UTF_8)));
    }

    /**
     * Whether another process may be sending these events by now, so that this one must not go on. It stays lost, also if no
     * other process has taken over: a step may have been left out.
     */
    public boolean isLost() {
        lost |= !lease.isHeld();
        return lost;
    }

    /** Whether a step has found it lost. */
    boolean wasLost() {
        return lost;
    }

    /** Whether an event is still on its way, or is delivered as far as the route knows. */
    public boolean isAlive(Delivery delivery) {
        Outcome outcome = outcomes.get(delivery);
        return outcome == null || outcome instanceof Outcome.Delivered;
    }

    /** Whether an event was one too many for its call, and goes out again at once with fewer others. */
    public boolean isToBeHalved(Delivery delivery) {
        return outcomes.get(delivery) instanceof Outcome.Unknown;
    }

    /**
     * Adds to the receipt of an event, if it is delivered in the end.
     *
     * @param value what JSON has
     */
    public void note(Delivery delivery, String key, Object value) {
        noted.computeIfAbsent(delivery, any -> new LinkedHashMap<>()).put(key, value);
    }

    /**
     * The destination does not know the person of an event yet. If the event is delivered in the end, its person is looked
     * up again once a day; its receipt says {@code unmatched}.
     */
    public void unmatched(Delivery delivery) {
        unmatched.add(delivery);
        note(delivery, "unmatched", true);
    }

    /** What was mapped last. */
    Records records() {
        if (records == null) {
            throw new MisconfiguredException("outcome:records needs a body.map before it");
        }
        return records;
    }

    /** The event that a step inside a split, or in a batch of one, is about. */
    Delivery current(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Delivery delivery) {
            return delivery;
        }
        Integer index = exchange.getProperty(Exchange.SPLIT_INDEX, Integer.class);
        Integer size = exchange.getProperty(Exchange.SPLIT_SIZE, Integer.class);
        if (index != null && records != null && (size == null || size == records.size())) {
            return records.delivery(index);
        }
        if (index != null && (size == null || size == size())) {
            return deliveries.get(index);
        }
        if (size() == 1) {
            return first();
        }
        throw new MisconfiguredException("outcome: needs one event; split the body, or set batchSize: 1");
    }

    /** What the route reported. */
    Map<Delivery, Outcome> outcomes() {
        return outcomes;
    }

    /**
     * What became of each event, if the call did not fail as a whole.
     *
     * @param receipt what the far side answered to the whole call
     */
    Map<Delivery, Outcome> results(Map<String, Object> receipt) {
        Map<Delivery, Outcome> results = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            Outcome own = outcomes.getOrDefault(delivery, new Outcome.Delivered(receipt));
            results.put(delivery, own instanceof Outcome.Delivered received ? noted(delivery, received) : own);
        }
        return results;
    }

    private Outcome noted(Delivery delivery, Outcome.Delivered received) {
        Map<String, Object> receipt = new LinkedHashMap<>(received.receipt());
        receipt.putAll(noted.getOrDefault(delivery, Map.of()));
        return new Outcome.Delivered(receipt, received.unmatched() || unmatched.contains(delivery));
    }
}
