package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.serai.journal.Journal;
import dev.serai.journal.Ledger;
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
import java.util.function.ToLongFunction;
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

    /**
     * The page.
     *
     * @param attention what needs a person, the worst first
     * @param ledger null if the journal does not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Status(
            String status,
            Versions versions,
            List<Attention> attention,
            List<FamilyStatus> families,
            List<DestinationStatus> destinations,
            JournalStatus journal,
            @Nullable LedgerStatus ledger,
            List<Org> salesforce) {}

    private record Versions(String serai, String java, String database) {}

    /**
     * What needs a person.
     *
     * @param next what to do
     * @param where the destination, the family or the file that it is about
     * @param runbook the chapter that says more
     */
    private record Attention(String what, String next, String kind, String where, String runbook) {
        static Attention of(Reason reason) {
            return new Attention(
                    reason.text(), reason.next(), reason.kind().toString(), reason.where(), reason.runbook());
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

    /**
     * A destination, and what this gateway has done for it in the last minutes.
     *
     * @param throughput deliveries a second that were delivered or died
     * @param successRate the share of these that was delivered, 0 to 1; null if there were none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record DestinationStatus(
            @JsonUnwrapped DestinationView destination,
            double deliveredPerMinute,
            double throughput,
            @Nullable Double successRate) {
        static DestinationStatus of(DestinationView destination, Activity.Lately lately) {
            double seconds = Math.max(1, lately.over().toSeconds());
            long delivered = lately.deliveries(destination.name(), "delivered");
            long settled = delivered + lately.deliveries(destination.name(), "dead");
            return new DestinationStatus(
                    destination,
                    rounded(delivered * SECONDS_PER_MINUTE / seconds, 10),
                    rounded(settled / seconds, 100),
                    settled == 0 ? null : rounded((double) delivered / settled, 10_000));
        }
    }

    /**
     * All counts of the ledger.
     *
     * @param balanced what the last verification by this gateway has found; null if there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record LedgerStatus(
            long received,
            long duplicate,
            long filtered,
            long unrouted,
            long waiting,
            long delivered,
            long dead,
            long closed,
            @Nullable Boolean balanced,
            @Nullable String verifiedAt) {
        static LedgerStatus of(Ledger.Page page, Ledger.@Nullable Verified verified) {
            return new LedgerStatus(
                    sum(page.events(), Ledger.Events::received),
                    sum(page.events(), Ledger.Events::duplicate),
                    sum(page.events(), Ledger.Events::filtered),
                    sum(page.events(), Ledger.Events::unrouted),
                    sum(page.destinations(), Ledger.Destination::waiting),
                    sum(page.destinations(), Ledger.Destination::delivered),
                    sum(page.destinations(), Ledger.Destination::dead),
                    sum(page.destinations(), Ledger.Destination::closed),
                    verified == null ? null : verified.balanced(),
                    verified == null ? null : verified.at().toString());
        }

        private static <T> long sum(List<T> rows, ToLongFunction<T> count) {
            return rows.stream().mapToLong(count).sum();
        }
    }

    /** @param keeps whether webhooks are kept */
    private record JournalStatus(boolean keeps, long bytes) {}

    /**
     * What a Salesforce org has left; null if Salesforce has not told yet.
     *
     * @param callsLeftPercent of the day's calls
     * @param dataStorageLeftPercent of the storage of records
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Org(
            String name,
            @Nullable Long callsLeftPercent,
            @Nullable Long dataStorageLeftPercent,
            @Nullable Long fileStorageLeftPercent) {}

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
        LedgerStatus ledger = null;
        Map<String, Long> today = Map.of();
        try {
            Journal journal = gateway.journal();
            database = journal.database();
            bytes = journal.size();
            today = gateway.ledger()
                    .received(LocalDate.ofInstant(gateway.clock().instant(), ZoneOffset.UTC));
            Ledger.Page counts = gateway.ledger().read(false);
            ledger = LedgerStatus.of(counts, gateway.ledger().verified());
            destinations = destinations(counts);
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
                ledger,
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

    private List<DestinationStatus> destinations(Ledger.Page ledger) throws SQLException {
        Activity.Lately lately = lastMinutes.lately();
        return DestinationView.all(operations, ledger).stream()
                .map(each -> DestinationStatus.of(each, lately))
                .toList();
    }

    /** @param parts of one to round to */
    private static double rounded(double number, int parts) {
        return Math.round(number * parts) / (double) parts;
    }

    private List<Org> orgs() {
        List<Org> orgs = new ArrayList<>();
        for (Gauge left : gateway.metrics().find("serai.salesforce.remaining").gauges()) {
            String org = String.valueOf(left.getId().getTag("org"));
            orgs.add(new Org(org, percent(left), percent(storage(org, "data")), percent(storage(org, "files"))));
        }
        return orgs;
    }

    private @Nullable Gauge storage(String org, String kind) {
        return gateway.metrics()
                .find("serai.salesforce.storage.remaining")
                .tags("org", org, "kind", kind)
                .gauge();
    }

    /** @return null if it is not known */
    private static @Nullable Long percent(@Nullable Gauge share) {
        double value = share == null ? Double.NaN : share.value();
        return Double.isNaN(value) ? null : (long) Math.floor(value * PERCENT);
    }
}
