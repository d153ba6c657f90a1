package dev.serai.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Event;
import dev.serai.event.FailedStep;
import dev.serai.event.Json;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code direct:<family>}, the content-based router in YAML, where an event goes.
 *
 * <p>The router sees the payload, a map, as body and six headers. It has no side effects, so it can be asked again about
 * an event that is kept already.
 */
public final class Router {
    /** The names of the headers that a router has of an event. */
    public static final Set<String> HEADERS =
            Set.of("family", "eventType", "eventId", "occurredAt", "subject", "contact");

    private final CamelContext context;
    private final Map<String, AsyncProducer> producers = new ConcurrentHashMap<>();
    private final ReadWriteLock routes = new ReentrantReadWriteLock();
    private volatile Versions versions = new NoVersions();
    private volatile Map<String, Family> families = Map.of();

    /** Knows the routers that run. */
    public interface Versions {
        /** Why a family has no router; null if it is not known. */
        @Nullable
        String reason(String family);

        /** The version of the router of a family; null if it is not known. */
        @Nullable
        String version(String family);
    }

    private static final class NoVersions implements Versions {
        @Override
        public @Nullable String reason(String family) {
            return null;
        }

        @Override
        public @Nullable String version(String family) {
            return null;
        }
    }

    public Router(CamelContext context) {
        this.context = context;
    }

    /** Says which routers run. */
    public void versionsOf(Versions running) {
        versions = running;
    }

    /** What these families keep from destinations, such as test events, goes nowhere, whatever a router says. */
    public void keepBack(List<Family> all) {
        families = all.stream().collect(Collectors.toUnmodifiableMap(Family::name, family -> family));
    }

    /** Whether a family has a router, or the file of one that could not be loaded. */
    public boolean isThere(String family) {
        return versions.version(family) != null || versions.reason(family) != null;
    }

    /** Whether an event was made to test the way. An event that cannot be read is none. */
    public boolean isTest(Event event) {
        try {
            return isTest(event, Json.payload(event.payload()));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private boolean isTest(Event event, Map<String, Object> payload) {
        Family family = families.get(event.family());
        return family != null && family.isTest(payload);
    }

    /** Changes a router while no event is being decided. Events that come meanwhile wait for it. */
    public void betweenEvents(Runnable change) {
        routes.writeLock().lock();
        try {
            change.run();
        } finally {
            routes.writeLock().unlock();
        }
    }

    /** Decides every event of a receipt, all of them by the same version. */
    List<ReceiptItem> decide(Receipt receipt) {
        routes.readLock().lock();
        try {
            return receipt.elements().stream()
                    .<ReceiptItem>map(element -> element instanceof Receipt.Item.Event event
                            ? decide(event.arrived(), null)
                            : ((Receipt.Item.Quarantined) element).reject())
                    .toList();
        } finally {
            routes.readLock().unlock();
        }
    }

    /** Decides one event that has arrived. */
    RoutedEvent decide(Family.Received arrived, RoutedEvent.@Nullable Copy copy) {
        Map<String, Object> payload = arrived.payload();
        RoutingDecision decision = payload == null ? decide(arrived.event()) : decide(arrived.event(), payload);
        return new RoutedEvent(arrived.event(), decision, arrived.dedupeKey(), arrived.joinKey(), copy);
    }

    /** Reads the payload for it, and keeps it no longer. What cannot be read cannot be decided. */
    public RoutingDecision decide(Event event) {
        return decide(event, new RoutingDecision());
    }

    private RoutingDecision decide(Event event, RoutingDecision decision) {
        try {
            return decide(event, Json.payload(event.payload()), decision);
        } catch (JsonProcessingException e) {
            decision.unrouted("the payload cannot be read: " + Json.reason(e));
            return decision;
        }
    }

    /** A router that fails decides nothing: the event is kept and waits, unrouted, with the reason. */
    public RoutingDecision decide(Event event, Map<String, Object> payload) {
        return decide(event, payload, new RoutingDecision());
    }

    /** What the router decides now, and by which step of its file; nothing is sent. */
    public RoutingDecision explain(Event event) {
        return decide(event, RoutingDecision.explained());
    }

    private RoutingDecision decide(Event event, Map<String, Object> payload, RoutingDecision decision) {
        routes.readLock().lock();
        try {
            return decideNow(event, payload, decision);
        } finally {
            routes.readLock().unlock();
        }
    }

    private RoutingDecision decideNow(Event event, Map<String, Object> payload, RoutingDecision decision) {
        decision.by(versions.version(event.family()));
        if (isTest(event, payload)) {
            return decision;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(RoutingDecision.class.getName(), decision);
        FailedStep step = new FailedStep();
        exchange.setProperty(FailedStep.PROPERTY, step);
        Message message = exchange.getMessage();
        message.setBody(payload);
        message.setHeader("family", event.family());
        message.setHeader("eventType", event.type());
        message.setHeader("eventId", event.id().toString());
        message.setHeader("occurredAt", event.occurredAt());
        message.setHeader("subject", event.subject());
        message.setHeader("contact", event.contact());
        try {
            producer(event.family()).process(exchange);
        } catch (Exception | Error e) {
            exchange.setException(e);
        }
        Throwable failure = exchange.getException() == null ? step.failure() : exchange.getException();
        if (failure != null) {
            decision.unrouted(reason(event.family(), step.place(), failure));
        }
        Family family = families.get(event.family());
        if (family != null) {
            decision.destinations().removeIf(destination -> !family.mayGoTo(destination, event));
        }
        return decision;
    }

    /** Exception class and step, never the message: it quotes payloads. */
    private String reason(String family, @Nullable String step, Throwable failure) {
        if (failure instanceof DirectConsumerNotAvailableException) {
            String known = versions.reason(family);
            return "no router direct:" + family + (known == null ? "" : ": " + known);
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName() + (step == null ? "" : " at " + step);
    }

    private AsyncProducer producer(String family) {
        return producers.computeIfAbsent(family, name -> {
            try {
                AsyncProducer producer = context.getEndpoint("direct:" + name).createAsyncProducer();
                producer.start();
                return producer;
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
        });
    }
}
