package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.Operations;
import dev.serai.receive.Family;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether Serai does what it is there for, and if not, why: the reasons stand at the top. DOWN means that webhooks are
 * refused; DEGRADED that they are kept, and that something else needs a person.
 */
public final class Health {
    private static final String NO_COMMITTER = "the committer has ended, Serai must be started again";

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
     */
    record Page(String status, String version, List<String> reasons, List<Check> checks) {
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
        Map<String, String> routes = routes(reachable);
        Map<String, String> suspended = reachable ? suspended() : Map.of();
        Map<String, String> paused = reachable ? paused() : Map.of();
        List<String> reasons = new ArrayList<>();
        if (!keeping) {
            reasons.add("journal: " + trouble(reachable));
        }
        Activity.Lately lately = activity.lately();
        reasons.addAll(ofSenders(lately));
        routes.forEach((place, reason) -> reasons.add(place + ": " + reason));
        suspended.forEach((name, reason) -> reasons.add(name + ": " + reason));
        reasons.addAll(ofDeaths(lately));
        reasons.addAll(gateway.reconciled().reasons());
        String status = keeping ? reasons.isEmpty() ? "UP" : "DEGRADED" : "DOWN";
        return new Page(
                status,
                Version.SERAI,
                List.copyOf(reasons),
                List.of(
                        new Check("journal", keeping, keeping ? Map.of() : Map.of("journal", trouble(reachable))),
                        new Check("receive", true, senders()),
                        degradedBy("routes", routes),
                        reachable ? destinations(suspended, paused) : new Check("destinations", false, Map.of())));
    }

    /** A pause is the wish of a person, and no fault: it is shown, and degrades nothing. */
    private static Check destinations(Map<String, String> suspended, Map<String, String> paused) {
        Map<String, String> shown = new TreeMap<>(suspended);
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
    private List<String> ofSenders(Activity.Lately lately) {
        List<String> reasons = new ArrayList<>();
        if (gateway.families().stream().noneMatch(family -> family.sender().configured())) {
            reasons.add("receive: no family has a secret, so that every webhook gets 401");
        }
        for (Family family : gateway.families()) {
            String name = family.name();
            long refused = lately.receipts(name, "401");
            if (refused > 0 && lately.receipts(name, "200") == 0) {
                reasons.add(name + ": " + refused + " webhooks got 401 lately and none was accepted; compare the secret"
                        + " that is registered with the keys " + name + ".*");
            }
            long quarantined = lately.events(name, "quarantined");
            long events = lately.events(name, "new") + lately.events(name, "duplicate");
            if (quarantined > events) {
                reasons.add(name + ": " + quarantined + " of " + (quarantined + events)
                        + " elements were no events lately and are in quarantine");
            }
        }
        return reasons;
    }

    private List<String> ofDeaths(Activity.Lately lately) {
        List<String> reasons = new ArrayList<>();
        for (String name : gateway.outbox().working()) {
            long dead = lately.deliveries(name, "dead");
            long delivered = lately.deliveries(name, "delivered");
            if (dead > delivered && !isAcknowledged(name)) {
                reasons.add(name + ": " + dead + " deliveries were given up lately and " + delivered
                        + " delivered; last_error of the dead says why");
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

    private Map<String, String> routes(boolean reachable) {
        Map<String, String> routes = new TreeMap<>();
        gateway.problems()
                .all()
                .forEach(
                        problem -> routes.merge(problem.where(), problem.what(), (first, next) -> first + "; " + next));
        try {
            long unrouted = reachable ? gateway.unrouted().count() : 0;
            if (unrouted > 0) {
                routes.put("unrouted", unrouted + " events are kept and wait for a router that can decide them");
            }
        } catch (SQLException e) {
            routes.put("unrouted", "the journal does not answer");
        }
        return routes;
    }

    private Map<String, String> paused() {
        try {
            return gateway.ledger().paused();
        } catch (SQLException e) {
            return Map.of();
        }
    }

    private Map<String, String> suspended() {
        try {
            return gateway.ledger().suspended();
        } catch (SQLException e) {
            return Map.of("journal", "no answer");
        }
    }
}
