package dev.serai.operate;

import static dev.serai.operate.ApiParameters.read;
import static dev.serai.operate.ApiParameters.whole;
import static dev.serai.operate.ManagementApi.ROOT;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.EventFilter;
import dev.serai.journal.EventPast;
import dev.serai.journal.EventSearch;
import dev.serai.journal.EventSearch.Attempt;
import dev.serai.journal.EventSearch.Cursor;
import dev.serai.journal.EventSearch.Found;
import dev.serai.journal.EventSearch.Page;
import dev.serai.journal.EventSearch.Story;
import dev.serai.journal.EventSearch.Target;
import dev.serai.journal.EventSearch.Told;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.FamilyKnowledge;
import dev.serai.receive.Router;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/events}: stored events, found by what they are and what became of them; and one event with all that is known. */
final class EventsApi {
    private static final int LIMIT = 100;

    private final ManagementApi api;
    private final EventSearch search;
    private final Router router;
    private final Tails tails;
    private final FamilyKnowledge families;
    private final RecordLinks records;
    private final OperationsAudit audit;

    /**
     * A found event and where it goes.
     *
     * @param test whether it was made to test the way
     * @param ids if they were asked for
     * @param payload if it was asked for; null if it is larger than {@link EventSearch#MAX_PAYLOAD}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Listed(
            String id,
            String family,
            String type,
            @Nullable String subject,
            @Nullable String contact,
            @Nullable String occurredAt,
            String receivedAt,
            boolean test,
            @Nullable String unrouted,
            List<Going> destinations,
            @Nullable Map<String, String> ids,
            @Nullable String payload) {}

    /** Where an event goes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Going(
            String name,
            String state,
            @Nullable String waitingFor,
            @Nullable String closed,
            int attempts,
            @Nullable String error) {
        static Going of(Target target) {
            return new Going(
                    target.destination(),
                    target.state(),
                    target.waitingFor(),
                    target.closed(),
                    target.attempts(),
                    target.error());
        }
    }

    /** @param next where the next page begins; null after the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Events(List<Listed> events, @Nullable String next) {}

    /** All that is known of an event. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Shown(
            String id,
            String family,
            String type,
            @Nullable String subject,
            @Nullable String contact,
            @Nullable String occurredAt,
            String receivedAt,
            boolean test,
            @Nullable String copyOf,
            List<String> copies,
            Map<String, String> ids,
            String payload,
            @Nullable String payloadGone,
            Decision decision,
            List<Delivered> deliveries,
            List<EarlierDelivery> earlier) {}

    /**
     * What had become of a delivery before a person changed it.
     *
     * @param by the replay or move
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record EarlierDelivery(
            String name,
            String state,
            @Nullable String closed,
            int attempts,
            @Nullable String error,
            @Nullable String settledAt,
            @Nullable Object receipt,
            @Nullable String version,
            @Nullable Changed by) {
        static EarlierDelivery of(EventPast.Earlier earlier) {
            return new EarlierDelivery(
                    earlier.destination(),
                    earlier.state(),
                    earlier.closed(),
                    earlier.attempts(),
                    earlier.error(),
                    text(earlier.settledAt()),
                    EventsApi.receipt(earlier.receipt()),
                    earlier.routeVersion(),
                    Changed.of(earlier.by()));
        }
    }

    /** Who has changed a delivery, and why. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Changed(
            String action,
            String at,
            String who,
            @Nullable String name,
            @Nullable String to,
            @Nullable String reason) {
        static @Nullable Changed of(EventPast.@Nullable Change change) {
            return change == null
                    ? null
                    : new Changed(
                            change.action(),
                            change.at().toString(),
                            change.who(),
                            change.name(),
                            change.to(),
                            change.reason());
        }
    }

    /**
     * What was decided.
     *
     * @param result routed, filtered or unrouted
     * @param unrouted why no router could decide
     * @param runs the version of the router that runs now
     * @param note what cannot be told, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Decision(
            String result,
            @Nullable String unrouted,
            List<Rule> rules,
            @Nullable String runs,
            @Nullable String note) {}

    /**
     * Why an event goes to a destination.
     *
     * @param version of the router that decided; null for deliveries of an old journal
     * @param place file, line and id of the step; null if another version runs now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Rule(
            String destination,
            @Nullable String version,
            @Nullable String place) {}

    /**
     * A delivery.
     *
     * @param attempts number of attempts
     * @param closed cancelled or discarded, if a person has closed it
     * @param failed the last attempts that did not deliver
     * @param receipt what the far side answered
     * @param records that the receipt names, if the far side shows them to people
     * @param version of the destination that sent last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Delivered(
            String name,
            String state,
            @Nullable String waitingFor,
            @Nullable String closed,
            @Nullable Changed closedBy,
            int attempts,
            @Nullable String error,
            @Nullable String nextAttemptAt,
            @Nullable String settledAt,
            @Nullable Object receipt,
            @Nullable List<RecordLinks.Link> records,
            @Nullable String version,
            List<Failed> failed) {}

    /** An attempt that did not deliver. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Failed(
            int number, String at, String outcome, @Nullable String error, long ms) {
        static Failed of(Attempt attempt) {
            return new Failed(
                    attempt.number(), attempt.at().toString(), attempt.outcome(), attempt.error(), attempt.millis());
        }
    }

    /** What a request looks for. */
    private record Asked(EventFilter filter, @Nullable Cursor after, int limit, boolean payload, boolean ids) {}

    EventsApi(
            ManagementApi api,
            EventSearch search,
            Router router,
            Tails tails,
            FamilyKnowledge families,
            RecordLinks records,
            OperationsAudit audit) {
        this.api = api;
        this.search = search;
        this.router = router;
        this.tails = tails;
        this.families = families;
        this.records = records;
        this.audit = audit;
    }

    void serve() {
        api.get("/events", call -> newest(call.query()));
        api.get("/events/{id}", call -> shown(story(call.path("id"))));
        api.get("/events/{id}/raw", call -> raw(call.path("id"), call.caller()));
        api.post("/events/{id}/unmask", call -> unmasked(call.path("id"), call.asked(), call.caller()));
    }

    /** Serves what waits for events, which no call in this process does. */
    void serveTail(io.vertx.ext.web.Router pages) {
        pages.get(ROOT + "/tail").handler(this::tail);
    }

    /** The text goes out as it is; it is JSON, because nothing else becomes an event. */
    private RawValue raw(String id, Caller who) throws Exception {
        if (!who.role().mayDoAs(Role.OPERATOR)) {
            throw new ProblemException(403, "the role " + who.role() + " does not see payloads");
        }
        Story story = story(id);
        String gone = story.payloadGone();
        if (gone != null) {
            throw new ProblemException(404, "the payload of this event is " + gone);
        }
        return new RawValue(story.event().payload());
    }

    /** The audit is written first, so that each look is noted. */
    private Shown unmasked(String id, OperationsRequest asked, Caller who) throws Exception {
        String reason = asked.text("reason");
        Story story = story(id);
        audit.note(who.name(), Action.UNMASK, Map.of("event", story.event().id().toString()), 1, reason);
        return shown(story);
    }

    private Events newest(MultiMap asked) throws Exception {
        Asked request = asked(asked);
        Page page = search.newest(request.filter(), request.after(), request.limit());
        return events(page, request);
    }

    /** Answers as soon as something new is there, or when the time is up. */
    private void tail(RoutingContext request) {
        MultiMap parameters = request.queryParams();
        try {
            Asked asked = asked(parameters);
            int seconds = whole(parameters, "wait", 0, Tails.MAX_SECONDS, Tails.MAX_SECONDS);
            tails.wait(
                    request,
                    new Tails.Asked(asked.filter(), asked.after(), asked.limit(), seconds),
                    page -> api.answer(request, () -> events(page.get(), asked)));
        } catch (ProblemException e) {
            api.answer(request, () -> {
                throw e;
            });
        }
    }

    private Events events(Page page, Asked asked) {
        Cursor next = page.next();
        return new Events(
                page.events().stream().map(each -> listed(each, asked)).toList(),
                next == null ? null : next.toString());
    }

    private Listed listed(Found found, Asked asked) {
        Event event = found.event();
        // only a test goes nowhere; a payload that was left out is none of a test
        boolean test = found.targets().isEmpty() && found.unrouted() == null && router.isTest(event);
        return new Listed(
                event.id().toString(),
                event.family(),
                event.type(),
                event.subject(),
                event.contact(),
                text(event.occurredAt()),
                event.receivedAt().toString(),
                test,
                found.unrouted(),
                found.targets().stream().map(Going::of).toList(),
                asked.ids() ? families.ids(event) : null,
                asked.payload() && !event.payload().isEmpty() ? event.payload() : null);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private Story story(String id) throws Exception {
        return story(search, id);
    }

    /** @throws ProblemException 400 if it is no id, 404 if no event has it */
    static Story story(EventSearch search, String id) throws Exception {
        UUID uuid = uuid(id);
        return search.find(uuid).orElseThrow(() -> new ProblemException(404, "there is no event " + id));
    }

    private static UUID uuid(String id) throws ProblemException {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "the id of an event is a UUID");
        }
    }

    private Shown shown(Story story) {
        Event event = story.event();
        return new Shown(
                event.id().toString(),
                event.family(),
                event.type(),
                event.subject(),
                event.contact(),
                text(event.occurredAt()),
                event.receivedAt().toString(),
                router.isTest(event),
                story.copyOf() == null ? null : story.copyOf().toString(),
                story.copies().stream().map(UUID::toString).toList(),
                families.ids(event),
                event.payload(),
                story.payloadGone(),
                decision(story),
                story.deliveries().stream().map(this::delivered).toList(),
                story.earlier().stream().map(EarlierDelivery::of).toList());
    }

    /** The router that runs now is asked for its steps only where it is the one that decided. */
    private Decision decision(Story story) {
        if (story.event().payload().isEmpty()) {
            return withoutPayload(story);
        }
        RoutingDecision now = router.explain(story.event());
        List<Rule> rules = new ArrayList<>();
        boolean told = true;
        for (Told delivery : story.deliveries()) {
            String destination = delivery.target().destination();
            boolean same = now.version() != null && now.version().equals(delivery.routerVersion());
            String place = same ? now.rules().get(destination) : null;
            told &= place != null;
            rules.add(new Rule(destination, delivery.routerVersion(), place));
        }
        if (story.unrouted() != null) {
            return new Decision("unrouted", story.unrouted(), rules, now.version(), null);
        } else if (rules.isEmpty()) {
            String note = now.destinations().isEmpty()
                    ? "the router that runs now lets it go nowhere too"
                    : "the router that runs now would send it to " + String.join(", ", now.destinations())
                            + "; serai reroute queues what is missing";
            return new Decision("filtered", null, rules, now.version(), note);
        }
        return new Decision(
                "routed",
                null,
                rules,
                now.version(),
                told
                        ? null
                        : "the line of a rule is known only while the version that decided runs; serai versions --show"
                                + " VERSION prints the file as it was");
    }

    /** No router can be asked about an event that has lost its payload. */
    private static Decision withoutPayload(Story story) {
        List<Rule> rules = story.deliveries().stream()
                .map(each -> new Rule(each.target().destination(), each.routerVersion(), null))
                .toList();
        return new Decision(
                rules.isEmpty() ? "filtered" : "routed",
                null,
                rules,
                null,
                "the line of a rule is found by the payload, which is gone");
    }

    private Delivered delivered(Told told) {
        Target target = told.target();
        Object receipt = receipt(told.receipt());
        return new Delivered(
                target.destination(),
                target.state(),
                target.waitingFor(),
                target.closed(),
                Changed.of(told.closedBy()),
                target.attempts(),
                target.error(),
                text(told.nextAttemptAt()),
                text(told.settledAt()),
                receipt,
                records.of(target.destination(), receipt),
                told.routeVersion(),
                told.attempts().stream().map(Failed::of).toList());
    }

    /** As JSON if it is an object; a receipt that was cut is a text. */
    private static @Nullable Object receipt(@Nullable String receipt) {
        try {
            return receipt == null ? null : Json.object(receipt);
        } catch (JsonProcessingException e) {
            return receipt;
        }
    }

    private static Asked asked(MultiMap asked) throws ProblemException {
        try {
            EventFilter filter = new EventFilter(
                    read(asked, "id", UUID::fromString, "a UUID"),
                    asked.get("family"),
                    asked.get("type"),
                    read(asked, "since", Instant::parse, "an instant such as 2026-03-01T12:00:00Z"),
                    read(asked, "until", Instant::parse, "an instant such as 2026-03-01T12:00:00Z"),
                    asked.get("subject"),
                    asked.get("contact"),
                    asked.get("destination"),
                    read(
                            asked,
                            "state",
                            text -> EventFilter.State.valueOf(text.toUpperCase(Locale.ROOT)),
                            "waiting, delivered, dead, cancelled, discarded, unrouted or filtered"),
                    asked.get("receipt"),
                    asked.get("version"));
            return new Asked(
                    filter,
                    read(asked, "after", Cursor::of, ApiParameters.NEXT),
                    whole(asked, "limit", 1, EventSearch.MAX_LIMIT, LIMIT),
                    Boolean.parseBoolean(asked.get("payload")),
                    Boolean.parseBoolean(asked.get("ids")));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }
}
