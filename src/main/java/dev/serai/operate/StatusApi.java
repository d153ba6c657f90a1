package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.serai.journal.Journal;
import dev.serai.journal.Operations;
import dev.serai.receive.Family;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/status}: the gateway on one screen. */
final class StatusApi {
    private static final Duration RATE_WINDOW = Duration.ofMinutes(5);
    private static final long SAMPLE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final double SECONDS_PER_MINUTE = 60;
    private static final int PERCENT = 100;

    private final ManagementApi api;
    private final Watched gateway;
    private final Health health;
    private final Operations operations;
    private final Activity lastHour;
    private final Activity lastMinutes;

    /** @param attention what needs a person, the worst first */
    private record Status(
            String status,
            Versions versions,
            List<Attention> attention,
            List<FamilyStatus> families,
            List<DestinationStatus> destinations,
            JournalStatus journal,
            List<Org> salesforce) {}

    private record Versions(String serai, String java, String database) {}

    /**
     * What needs a person.
     *
     * @param next what to do
     * @param runbook the chapter that says more
     */
    private record Attention(String what, String next, String kind, String runbook) {
        static Attention of(Reason reason) {
            return new Attention(reason.text(), reason.next(), reason.kind().toString(), reason.runbook());
        }
    }

    /**
     * What a family has sent.
     *
     * @param receivedToday new events since midnight in UTC, by all gateways
     * @param receivedLastHour new events in the last hour or since the start, by this gateway
     * @param lastEventAt null if there was none; to the day if it was before the start
     * @param refused requests of the same time that were refused, by status
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record FamilyStatus(
            String name,
            long receivedToday,
            long receivedLastHour,
            @Nullable String lastEventAt,
            SortedMap<String, Long> refused) {}

    /** @param deliveredPerMinute by this gateway, in the last minutes */
    private record DestinationStatus(@JsonUnwrapped DestinationView destination, double deliveredPerMinute) {}

    /** @param keeps whether webhooks are kept */
    private record JournalStatus(boolean keeps, long bytes) {}

    /** @param callsLeftPercent of the day's calls; null if Salesforce has not told yet */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Org(String name, @Nullable Long callsLeftPercent) {}

    StatusApi(ManagementApi api, Watched gateway, Operations operations, Health health) {
        this.api = api;
        this.gateway = gateway;
        this.health = health;
        this.operations = operations;
        this.lastHour = new Activity(gateway.metrics(), gateway.clock());
        this.lastMinutes = new Activity(gateway.metrics(), gateway.clock(), RATE_WINDOW);
    }

    void serve(Vertx vertx) {
        sample();
        vertx.setPeriodic(SAMPLE_MILLIS, timer -> sample());
        api.get("/status", call -> status());
    }

    private void sample() {
        lastHour.lately();
        lastMinutes.lately();
    }

    private Status status() {
        Health.Page page = health.read();
        List<Attention> attention = page.found().stream().map(Attention::of).toList();
        String database = "unknown";
        long bytes = 0;
        List<DestinationStatus> destinations = List.of();
        Map<String, Long> today = Map.of();
        try {
            Journal journal = gateway.journal();
            database = journal.database();
            bytes = journal.size();
            today = gateway.ledger()
                    .received(LocalDate.ofInstant(gateway.clock().instant(), ZoneOffset.UTC));
            destinations = destinations();
        } catch (SQLException e) {
            // health has the reason
        }
        return new Status(
                page.status(),
                new Versions(Version.SERAI, Version.JAVA, database),
                attention,
                families(today),
                destinations,
                new JournalStatus(page.up(), bytes),
                orgs());
    }

    private List<FamilyStatus> families(Map<String, Long> today) {
        Activity.Lately lately = lastHour.lately();
        return gateway.families().stream()
                .map(Family::name)
                .map(name -> new FamilyStatus(
                        name,
                        today.getOrDefault(name, 0L),
                        lately.events(name, "new"),
                        lastEvent(name),
                        lately.refused(name)))
                .toList();
    }

    private @Nullable String lastEvent(String family) {
        Gauge last = gateway.metrics()
                .find("serai.last.received.timestamp.seconds")
                .tag("family", family)
                .gauge();
        double seconds = last == null ? 0 : last.value();
        return seconds == 0 ? null : Instant.ofEpochSecond((long) seconds).toString();
    }

    private List<DestinationStatus> destinations() throws SQLException {
        Activity.Lately lately = lastMinutes.lately();
        double seconds = Math.max(1, lately.over().toSeconds());
        return DestinationView.all(operations, gateway.ledger()).stream()
                .map(each ->
                        new DestinationStatus(each, perMinute(lately.deliveries(each.name(), "delivered"), seconds)))
                .toList();
    }

    private static double perMinute(long delivered, double seconds) {
        return Math.round(delivered * SECONDS_PER_MINUTE / seconds * 10) / 10.0;
    }

    private List<Org> orgs() {
        List<Org> orgs = new ArrayList<>();
        for (Gauge left : gateway.metrics().find("serai.salesforce.remaining").gauges()) {
            double share = left.value();
            orgs.add(new Org(
                    String.valueOf(left.getId().getTag("org")),
                    Double.isNaN(share) ? null : (long) Math.floor(share * PERCENT)));
        }
        return orgs;
    }
}
