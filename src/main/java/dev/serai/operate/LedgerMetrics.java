package dev.serai.operate;

import dev.serai.journal.Journal;
import dev.serai.journal.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.File;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as gauges, each there at 0 from the start, so that an alarm can be written before anything has happened; and each
 * reason of health as a gauge that is there as long as the reason is. The ledger and health are read when the metrics are
 * asked for and the last reading is older than ten seconds; a reading takes effect with the next
 * question, so that no question waits for it.
 */
public final class LedgerMetrics implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LedgerMetrics.class);
    private static final List<String> RESULTS = List.of("new", "duplicate", "quarantined");
    private static final List<String> OUTCOMES = List.of("delivered", "retry", "dead", "unmatched");
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Journal journal;
    private final MeterRegistry metrics;
    private final Set<String> destinations = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final MultiGauge reasons;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(LedgerMetrics::thread);
    private volatile Reading last = new Reading(new Ledger.Page(null, List.of(), List.of(), List.of()), 0);
    private volatile long readNanos = System.nanoTime() - FRESH.toNanos();
    private volatile @Nullable Health health;

    /** @param journalBytes how large the journal is on its disk */
    private record Reading(Ledger.Page page, long journalBytes) {}

    public LedgerMetrics(Ledger ledger, Journal journal, List<String> families, MeterRegistry metrics) {
        this.ledger = ledger;
        this.journal = journal;
        this.metrics = metrics;
        families.forEach(this::ofFamily);
        reasons = MultiGauge.builder("serai.health.reason")
                .description("1 for each reason of health, by its kind and what suffers.")
                .register(metrics);
        Gauge.builder("serai.journal.size.bytes", this, each -> each.reading().journalBytes())
                .description("How large the database of the journal is.")
                .register(metrics);
        File disk = journal.directory();
        Gauge.builder("serai.disk.free.bytes", disk, File::getUsableSpace)
                .description("Free space where this process writes: an H2 journal, or the working directory.")
                .register(metrics);
        Gauge.builder("serai.build.info", () -> 1)
                .description("Which Serai and which Java this is.")
                .tag("version", Version.SERAI)
                .tag("java", Version.JAVA)
                .register(metrics);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "ledger-metrics");
        thread.setDaemon(true);
        return thread;
    }

    private void ofFamily(String family) {
        RESULTS.forEach(result -> metrics.counter("serai.events", "family", family, "result", result));
        Gauge.builder("serai.quarantined", this, each -> each.reading().page().quarantined().stream()
                        .filter(row -> row.family().equals(family))
                        .mapToLong(Ledger.Quarantined::count)
                        .sum())
                .description("How often something came that was no event of the family, and is in quarantine.")
                .tag("family", family)
                .register(metrics);
        Gauge.builder("serai.unrouted", this, each -> each.reading().page().events().stream()
                        .filter(row -> row.family().equals(family))
                        .mapToLong(Ledger.Events::unrouted)
                        .sum())
                .description("Events of the family that wait for a router that can decide them.")
                .tag("family", family)
                .register(metrics);
    }

    /** Shows the reasons of this health from the next reading on. */
    public void ofHealth(Health health) {
        this.health = health;
    }

    /** Makes the gauges of destinations that have none yet. */
    public void ofDestinations(Set<String> names) {
        for (String name : names) {
            if (destinations.add(name)) {
                OUTCOMES.forEach(
                        outcome -> metrics.counter("serai.deliveries", "destination", name, "outcome", outcome));
                gauge("waiting", name, Ledger.Destination::waiting, "Deliveries that wait, the unmatched among them.");
                gauge(
                        "oldest.waiting.seconds",
                        name,
                        Ledger.Destination::oldestWaitingSeconds,
                        "How long the oldest delivery waits that is not unmatched.");
                gauge(
                        "dead",
                        name,
                        Ledger.Destination::dead,
                        "Deliveries that were given up, and that nobody has closed.");
                gauge(
                        "closed",
                        name,
                        Ledger.Destination::closed,
                        "Deliveries that a person has cancelled or discarded.");
                gauge(
                        "unmatched",
                        name,
                        Ledger.Destination::unmatched,
                        "Deliveries that are done but for their person, who is not in Salesforce yet.");
                gauge("paused", name, row -> row.paused() ? 1 : 0, "1 while a person has stopped the destination.");
                gauge(
                        "suspended",
                        name,
                        row -> row.suspended() ? 1 : 0,
                        "1 while the destination waits for the far side.");
            }
        }
    }

    private void gauge(String what, String name, ToDoubleFunction<Ledger.Destination> value, String help) {
        Gauge.builder("serai.destination." + what, this, each -> each.reading().page().destinations().stream()
                        .filter(row -> row.destination().equals(name))
                        .mapToDouble(value)
                        .sum())
                .description(help)
                .tag("destination", name)
                .register(metrics);
    }

    private Reading reading() {
        if (System.nanoTime() - readNanos >= FRESH.toNanos() && reading.compareAndSet(false, true)) {
            reader.execute(this::read);
        }
        return last;
    }

    private void read() {
        try {
            readLedger();
            readHealth();
        } finally {
            readNanos = System.nanoTime();
            reading.set(false);
        }
    }

    private void readLedger() {
        try {
            last = new Reading(ledger.read(false), journal.size());
        } catch (SQLException | RuntimeException e) {
            // the journal itself says that it is away; the gauges keep what was read last
            log.debug("metrics outcome=not-read error={}", Journal.describe(e));
        }
    }

    private void readHealth() {
        Health asked = health;
        if (asked != null) {
            Set<Tags> found = asked.read().found().stream()
                    .map(reason -> Tags.of("kind", reason.kind().toString(), "where", reason.where()))
                    .collect(Collectors.toSet());
            reasons.register(
                    found.stream().map(tags -> MultiGauge.Row.of(tags, 1)).toList(), true);
        }
    }

    @Override
    public void close() {
        reader.shutdown();
    }
}
