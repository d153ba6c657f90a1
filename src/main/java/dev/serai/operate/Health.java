package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.Ledger.Suspension;
import dev.serai.journal.Operations;
import dev.serai.operate.Reason.Kind;
import dev.serai.receive.Family;
import dev.serai.reconcile.ReconcileState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether Serai does what it is there for, and if not, why: the reasons stand at the top. DOWN means that webhooks are
 * refused; DEGRADED that they are kept, and that something else needs a person.
 */
public final class Health {
    private static final String NO_COMMITTER = "the committer has ended, Serai must be started again";

    private static final Pattern LINE = Pattern.compile(":\\d+$");

    private final Watched gateway;
    private final Activity activity;
    private final Operations operations;

    public Health(Watched gateway) {
        this.gateway = gateway;
        this.activity = new Activity(gateway.metrics(), gateway.clock());
        this.operations = new Operations(gateway.journal(), gateway.clock());
    }

    /**
     * The page.
     *
     * @param status UP, DEGRADED or DOWN
     * @param reasons what is not as it should be, the worst first; empty if it is UP
     * @param checks the details, in the form of Camel's own health
     * @param found the reasons with their kinds
     */
    record Page(
            String status,
            String version,
            List<String> reasons,
            List<Check> checks,
            @JsonIgnore List<Reason> found) {
        /** Whether webhooks are kept. */
        @JsonIgnore
        boolean up() {
            return !status.equals("DOWN");
        }
    }

    /** One line of health. */
    record Check(String name, String status, Map<String, ?> data) {
        Check(String name, boolean up, Map<String, ?> data) {
            this(name, up ? "UP" : "DOWN", data);
        }
    }

    /** What a probe is told: {@code reason} stands there if it is DOWN. */
    public record Probe(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {
        @JsonIgnore
        public boolean up() {
            return status.equals("UP");
        }

        private static Probe down(String reason) {
            return new Probe("DOWN", reason);
        }
    }

    /** Whether this process can serve. It asks no database: a restart brings no database back. */
    public Probe live() {
        return gateway.committer().alive() ? new Probe("UP", null) : Probe.down(NO_COMMITTER);
    }

    /** Whether a webhook that is sent now would be kept. */
    public Probe ready() {
        if (gateway.shutdown().begun()) {
            return Probe.down("Serai is stopping");
        }
        boolean reachable = gateway.journal().reachable();
        return keeping(reachable) ? new Probe("UP", null) : Probe.down("journal: " + trouble(reachable));
    }

    private boolean keeping(boolean reachable) {
        return reachable && gateway.committer().alive() && !gateway.committer().failing();
    }

    Page read() {
        boolean reachable = gateway.journal().reachable();
        boolean keeping = keeping(reachable);
        Map<String, String> routes = routes();
        Map<String, Suspension> suspended = reachable ? suspended() : Map.of();
        Map<String, String> paused = reachable ? paused() : Map.of();
        List<Reason> reasons = new ArrayList<>();
        if (!keeping) {
            reasons.add(new Reason(troubleKind(reachable), "journal", trouble(reachable)));
        }
        Activity.Lately lately = activity.lately();
        reasons.addAll(ofSenders(lately));
        routes.forEach((place, reason) -> reasons.add(new Reason(Kind.ROUTE_FILE, place, reason)));
        Reason unrouted = reachable ? unrouted() : null;
        if (unrouted != null) {
            reasons.add(unrouted);
            routes.put(unrouted.where(), unrouted.what());
        }
        suspended.forEach((name, each) -> {
            // a file that is gone has no line: its fault is told of the destination alone, with what to do there
            reasons.removeIf(reason ->
                    !LINE.matcher(reason.where()).find() && each.what().endsWith(reason.text()));
            reasons.add(new Reason(kind(name, each), name, each.what()));
        });
        reasons.addAll(ofDeaths(lately));
        gateway.reconciled().reasons().forEach(each -> reasons.add(ofReconcile(each)));
        String status = keeping ? reasons.isEmpty() ? "UP" : "DEGRADED" : "DOWN";
        return new Page(
                status,
                Version.SERAI,
                reasons.stream().map(Reason::text).toList(),
                List.of(
                        new Check("journal", keeping, keeping ? Map.of() : Map.of("journal", trouble(reachable))),
                        new Check("receive", true, senders()),
                        degradedBy("routes", routes),
                        reachable ? destinations(suspended, paused) : new Check("destinations", false, Map.of())),
                List.copyOf(reasons));
    }

    private Kind troubleKind(boolean reachable) {
        return !reachable
                ? Kind.JOURNAL_AWAY
                : gateway.committer().alive() ? Kind.RECEIPT_NOT_KEPT : Kind.COMMITTER_ENDED;
    }

    private Kind kind(String destination, Suspension suspension) {
        if (!gateway.outbox().working().contains(destination)) {
            return Kind.UNWORKED;
        }
        return suspension.misconfigured() ? Kind.MISCONFIGURED : Kind.SUSPENDED;
    }

    private static Reason ofReconcile(ReconcileState.Reason reason) {
        Kind kind =
                switch (reason.kind()) {
                    case MISSING -> Kind.RECONCILE_MISSING;
                    case SUSPENDED -> Kind.RECONCILE_SUSPENDED;
                    case FAILED -> Kind.RECONCILE_FAILED;
                };
        return new Reason(kind, "reconcile", reason.what());
    }

    /** A pause is the wish of a person, and no fault: it is shown, and degrades nothing. */
    private static Check destinations(Map<String, Suspension> suspended, Map<String, String> paused) {
        Map<String, String> shown = new TreeMap<>();
        suspended.forEach((name, each) -> shown.put(name, each.what()));
        paused.forEach((name, pause) -> shown.merge(name, pause, (one, other) -> one + "; " + other));
        return new Check("destinations", suspended.isEmpty() ? "UP" : "DEGRADED", shown);
    }

    private static Check degradedBy(String name, Map<String, String> troubles) {
        return new Check(name, troubles.isEmpty() ? "UP" : "DEGRADED", troubles);
    }

    private String trouble(boolean reachable) {
        String keeping = gateway.committer().alive() ? "the last receipt could not be kept" : NO_COMMITTER;
        return (reachable ? keeping : gateway.journal().ifAway()) + "; webhooks get 503";
    }

    private Map<String, String> senders() {
        Map<String, String> senders = new TreeMap<>();
        for (Family family : gateway.families()) {
            String closed = family.sender().configured() ? "secret" : "no secret is configured: everything gets 401";
            senders.put(family.name(), family.sender().isOpen() ? "open to everybody" : closed);
        }
        return senders;
    }

    /** Families whose webhooks are all refused, or are no events. */
    private List<Reason> ofSenders(Activity.Lately lately) {
        List<Reason> reasons = new ArrayList<>();
        if (gateway.families().stream().noneMatch(family -> family.sender().configured())) {
            reasons.add(
                    new Reason(Kind.NO_SECRET, "receive", "no family has a secret, so that every webhook gets 401"));
        }
        for (Family family : gateway.families()) {
            String name = family.name();
            long refused = lately.receipts(name, "401");
            if (refused > 0 && lately.receipts(name, "200") == 0) {
                reasons.add(new Reason(
                        Kind.SENDER_REFUSED,
                        name,
                        refused + " webhooks got 401 lately and none was accepted; compare the secret"
                                + " that is registered with the keys " + name + ".*"));
            }
            long quarantined = lately.events(name, "quarantined");
            long events = lately.events(name, "new") + lately.events(name, "duplicate");
            if (quarantined > events) {
                reasons.add(new Reason(
                        Kind.QUARANTINED,
                        name,
                        quarantined + " of " + (quarantined + events)
                                + " elements were no events lately and are in quarantine"));
            }
        }
        return reasons;
    }

    private List<Reason> ofDeaths(Activity.Lately lately) {
        List<Reason> reasons = new ArrayList<>();
        for (String name : gateway.outbox().working()) {
            long dead = lately.deliveries(name, "dead");
            long delivered = lately.deliveries(name, "delivered");
            if (dead > delivered && !isAcknowledged(name)) {
                reasons.add(new Reason(
                        Kind.GIVEN_UP,
                        name,
                        dead + " deliveries were given up lately and " + delivered
                                + " delivered; last_error of the dead says why"));
            }
        }
        return reasons;
    }

    /** Whether a person knows about everything of the destination that is dead. */
    private boolean isAcknowledged(String destination) {
        try {
            return operations.dead(destination).isAcknowledged();
        } catch (SQLException e) {
            return false;
        }
    }

    private Map<String, String> routes() {
        Map<String, String> routes = new TreeMap<>();
        gateway.problems()
                .all()
                .forEach(
                        problem -> routes.merge(problem.where(), problem.what(), (first, next) -> first + "; " + next));
        return routes;
    }

    private @Nullable Reason unrouted() {
        try {
            long unrouted = gateway.unrouted().count();
            return unrouted == 0
                    ? null
                    : new Reason(
                            Kind.UNROUTED,
                            "unrouted",
                            unrouted + " events are kept and wait for a router that can decide them");
        } catch (SQLException e) {
            return new Reason(Kind.JOURNAL_AWAY, "unrouted", "the journal does not answer");
        }
    }

    private Map<String, String> paused() {
        try {
            return gateway.ledger().paused();
        } catch (SQLException e) {
            return Map.of();
        }
    }

    private Map<String, Suspension> suspended() {
        try {
            return gateway.ledger().suspended();
        } catch (SQLException e) {
            return Map.of("journal", new Suspension("no answer", false));
        }
    }
}
