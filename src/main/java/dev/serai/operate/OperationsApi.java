package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Rate;
import dev.serai.journal.Ledger;
import dev.serai.journal.Operations;
import dev.serai.journal.Operations.DeadGroup;
import dev.serai.journal.Operations.Destination;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.OperationsAudit.Cursor;
import dev.serai.journal.OperationsAudit.Entry;
import dev.serai.journal.OperationsFilter;
import dev.serai.journal.OperationsFilter.State;
import dev.serai.journal.OperationsRun;
import dev.serai.journal.OperationsRun.Done;
import dev.serai.journal.OperationsRun.Order;
import dev.serai.operate.ManagementApi.ProblemException;
import io.vertx.core.MultiMap;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1} of the management port: pause, resume and probe destinations; replay, cancel and discard deliveries; the audit. */
final class OperationsApi {
    private static final int GROUPS = 1_000;
    private static final int ENTRIES = 100;
    private static final int MAX_ENTRIES = 500;

    private final ManagementApi api;
    private final LiveDestinations live;
    private final Ledger ledger;
    private final Jobs jobs;
    private final Clock clock;

    /**
     * That a person knows about a group.
     *
     * @param count number of deliveries that it had then
     */
    private record Acknowledged(long count, String at, String who, String note) {}

    /**
     * A group of dead deliveries.
     *
     * @param open whether it needs a person: nobody has acknowledged it, or it has grown since
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Group(
            String destination,
            String error,
            long count,
            @Nullable String firstAt,
            @Nullable String lastAt,
            String example,
            boolean open,
            @Nullable Acknowledged acknowledged) {
        static Group of(DeadGroup group) {
            return new Group(
                    group.destination(),
                    group.error(),
                    group.count(),
                    text(group.first()),
                    text(group.last()),
                    group.example().toString(),
                    group.isOpen(),
                    group.acknowledged() == null
                            ? null
                            : new Acknowledged(
                                    group.acknowledged().count(),
                                    group.acknowledged().at().toString(),
                                    group.acknowledged().who(),
                                    group.acknowledged().note()));
        }
    }

    /** @param others number of dead deliveries that are in no group, because there are too many groups */
    private record Dead(List<Group> groups, long others) {}

    /** What was changed, or would be. */
    private record Counted(long count, Map<String, Long> destinations) {
        static Counted of(Map<String, Long> destinations) {
            return new Counted(
                    destinations.values().stream().mapToLong(each -> each).sum(), destinations);
        }
    }

    /** A replay that has begun. */
    private record Begun(String job, String name) {}

    /** A change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Change(
            String id,
            String at,
            String who,
            String action,
            @Nullable String name,
            String filter,
            long count,
            @Nullable String reason) {
        static Change of(Entry entry) {
            return new Change(
                    entry.id().toString(),
                    entry.at().toString(),
                    entry.who(),
                    entry.action(),
                    entry.name(),
                    entry.filter(),
                    entry.count(),
                    entry.reason());
        }
    }

    /** @param next where the next page begins; null after the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Changes(List<Change> changes, @Nullable String next) {}

    /** What is done with one destination. */
    @FunctionalInterface
    private interface OfDestination {
        void make(String name, OperationsRequest asked, String who) throws SQLException, ProblemException;
    }

    OperationsApi(ManagementApi api, LiveDestinations live, Ledger ledger, Jobs jobs, Clock clock) {
        this.api = api;
        this.live = live;
        this.ledger = ledger;
        this.jobs = jobs;
        this.clock = clock;
    }

    void serve() {
        api.get("/destinations", call -> destinations());
        change("pause", this::pause);
        change("resume", this::resume);
        change("probe", this::probe);
        api.get("/dead", call -> dead(call.query().get("destination")));
        api.post("/dead/discard", call -> close(Action.DISCARD, State.DEAD, call));
        api.post(
                "/dead/acknowledge",
                call -> acknowledge(call.asked(), call.caller().name()));
        api.post("/cancel", call -> close(Action.CANCEL, State.WAITING, call));
        api.post("/replay", this::replay);
        api.get("/audit", call -> audit(call.query()));
    }

    private void change(String what, OfDestination change) {
        api.post("/destinations/{name}/" + what, call -> {
            String name = call.path("name");
            change.make(name, call.asked(), call.caller().name());
            // this process sees it at once, another one within outbox.poll
            live.dispatchers().look(name);
            return Objects.requireNonNull(DestinationView.of(name, live.operations(), ledger));
        });
    }

    private Map<String, List<DestinationView>> destinations() throws SQLException {
        return Map.of("destinations", DestinationView.all(live.operations(), ledger));
    }

    private Destination known(String name) throws SQLException, ProblemException {
        return live.operations().destination(name).orElseThrow(() -> unknown(name));
    }

    private ProblemException unknown(String name) {
        String names;
        try {
            names = live.operations().destinations().stream()
                    .map(Destination::name)
                    .collect(Collectors.joining(", "));
        } catch (SQLException e) {
            names = "";
        }
        return new ProblemException(404, "there is no destination " + name + ", but " + names);
    }

    private void pause(String name, OperationsRequest asked, String who) throws SQLException, ProblemException {
        Instant until = asked.instant("until");
        if (until != null && !until.isAfter(clock.instant())) {
            throw new ProblemException(400, "until is in the past: " + until);
        }
        if (!live.operations().pause(name, until, who, asked.text("reason"))) {
            throw unknown(name);
        }
    }

    /** A destination that is not paused is left as it is. */
    private void resume(String name, OperationsRequest asked, String who) throws SQLException, ProblemException {
        known(name);
        live.operations().resume(name, who, asked.text("reason"));
    }

    private void probe(String name, OperationsRequest asked, String who) throws SQLException, ProblemException {
        Destination before = known(name);
        if (before.paused()) {
            throw new ProblemException(409, name + " is paused, so that no probe goes out; resume it");
        }
        if (!before.worked()) {
            throw new ProblemException(409, "no process works " + name + "; see /observe/health for its route");
        }
        if (!live.operations().probe(name, who, asked.text("reason"))) {
            throw new ProblemException(409, name + " is not suspended: it sends what is due");
        }
    }

    private Dead dead(@Nullable String destination) throws SQLException, ProblemException {
        if (destination != null) {
            known(destination);
        }
        Operations.DeadPage page = live.operations().dead(destination);
        List<DeadGroup> shown = page.groups().stream().limit(GROUPS).toList();
        long others = page.others().values().stream().mapToLong(each -> each).sum()
                + page.groups().stream()
                        .skip(GROUPS)
                        .mapToLong(DeadGroup::count)
                        .sum();
        return new Dead(shown.stream().map(Group::of).toList(), others);
    }

    /** Of the group whose error is the text, or of the only one whose error has it. */
    private Group acknowledge(OperationsRequest asked, String who) throws Exception {
        String destination = asked.text("destination");
        String error = asked.text("error");
        String note = asked.text("reason");
        if (destination == null || error == null || note == null) {
            throw new ProblemException(400, "destination, error and reason must be given");
        }
        known(destination);
        List<DeadGroup> groups = named(live.operations().dead(destination).groups(), error);
        if (groups.size() != 1) {
            throw new ProblemException(
                    groups.isEmpty() ? 404 : 409,
                    (groups.isEmpty()
                                    ? "no group of " + destination + " has"
                                    : groups.size() + " groups of " + destination + " have")
                            + " an error with \"" + error + "\"; say one as \"serai dead\" shows it");
        }
        live.operations().acknowledge(groups.get(0), who, note);
        return live.operations().dead(destination).groups().stream()
                .filter(each -> each.error().equals(groups.get(0).error()))
                .findFirst()
                .map(Group::of)
                .orElseThrow(() -> new ProblemException(409, "the group is gone meanwhile"));
    }

    private static List<DeadGroup> named(List<DeadGroup> groups, String error) {
        List<DeadGroup> same = groups.stream()
                .filter(each -> each.error().strip().equals(error))
                .toList();
        String part = error.toLowerCase(Locale.ROOT);
        return same.isEmpty()
                ? groups.stream()
                        .filter(each -> each.error().toLowerCase(Locale.ROOT).contains(part))
                        .toList()
                : same;
    }

    private Counted close(Action action, State state, OperationCall call) throws Exception {
        OperationsRequest asked = call.asked();
        OperationsFilter filter = filter(asked, state);
        String reason = asked.text("reason");
        Order order = order(action, filter, call.caller().name(), null, reason, false);
        if (asked.isTrue("dryRun")) {
            return Counted.of(live.operations().count(filter));
        }
        if (action == Action.DISCARD && reason == null) {
            throw new ProblemException(400, "reason is missing: say why these deliveries are given up");
        }
        Done done = live.operations().change(order).run(OperationsRun.STEP, (destination, deliveries, at) -> {
            live.dispatchers().look(destination);
            return OperationsRun.STEP;
        });
        live.unworked().look();
        return Counted.of(done.deliveries());
    }

    private OperationsFilter filter(OperationsRequest asked, State state) throws SQLException, ProblemException {
        OperationsFilter filter = asked.filter(state);
        if (filter.destination() != null) {
            known(filter.destination());
        }
        return filter;
    }

    private static Order order(
            Action action,
            OperationsFilter filter,
            String who,
            @Nullable String name,
            @Nullable String reason,
            boolean sameKey)
            throws ProblemException {
        try {
            return new Order(action, filter, who, name, reason, sameKey);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }

    /** Whether it is a dry run stands in the query, because the status of the answer depends on it. */
    private Object replay(OperationCall call) throws Exception {
        return call.isTrue("dryRun")
                ? wouldReplay(call.asked(), call.caller().name())
                : new Accepted(replay(call.asked(), call.caller().name()));
    }

    private Counted wouldReplay(OperationsRequest asked, String who) throws Exception {
        order(asked, who);
        rate(asked);
        return Counted.of(live.operations().count(filter(asked, State.DEAD)));
    }

    private Order order(OperationsRequest asked, String who) throws Exception {
        String name = asked.text("name");
        return order(
                Action.REPLAY,
                filter(asked, State.DEAD),
                who,
                name == null ? ReplayJob.name(clock.instant()) : name,
                asked.text("reason"),
                asked.isTrue("sameKey"));
    }

    private Begun replay(OperationsRequest asked, String who) throws Exception {
        Order order = order(asked, who);
        String name = String.valueOf(order.name());
        ReplayJob job = new ReplayJob(name, live.operations().change(order), rate(asked), live.dispatchers());
        try {
            return new Begun(jobs.start("replay", job::work).id(), name);
        } catch (Jobs.BusyException e) {
            throw new ProblemException(409, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Rate rate(OperationsRequest asked) throws ProblemException {
        String text = asked.text("rate");
        try {
            return text == null ? null : Format.RATE.of(text).orElse(null);
        } catch (InvalidValueException e) {
            throw new ProblemException(400, "rate " + e.getMessage());
        }
    }

    private Changes audit(MultiMap asked) throws Exception {
        int most = ApiParameters.whole(asked, "limit", 1, MAX_ENTRIES, ENTRIES);
        Cursor from = ApiParameters.read(asked, "after", OperationsApi::cursor, ApiParameters.NEXT);
        List<Entry> page = live.audit().page(from, most);
        Entry last = page.size() < most ? null : page.get(page.size() - 1);
        return new Changes(page.stream().map(Change::of).toList(), last == null ? null : last.at() + "_" + last.id());
    }

    private static Cursor cursor(String text) {
        int end = text.indexOf('_');
        return new Cursor(Instant.parse(text.substring(0, Math.max(0, end))), UUID.fromString(text.substring(end + 1)));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
