package dev.serai.bench;

import dev.serai.event.RoutedEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Deliveries to one destination of a gateway, which is warm, and all of which wait before it goes on. */
final class Backlog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Ground ground;
    private final String destination;
    private final LongFunction<RoutedEvent> entries;
    private final String journal;
    private final Contender serai;
    private long kept;

    /** Starts a gateway, and lets it deliver so many to warm up. */
    Backlog(
            Ground ground,
            String destination,
            LongFunction<RoutedEvent> entries,
            int warm,
            Map<String, String> settings)
            throws Exception {
        this.ground = ground;
        this.destination = destination;
        this.entries = entries;
        this.journal = ground.newJournal();
        keep(warm);
        this.serai = ground.serai("drain-" + destination, journal, settings);
        await();
    }

    /** Assets that are archived in another database. */
    static Backlog ofAssets(Ground ground, String archive, int warm) throws Exception {
        return new Backlog(
                ground,
                "asset-archive",
                n -> Events.asset(n, "asset-archive"),
                warm,
                Map.of(
                        "database.archive.url", archive,
                        "database.archive.user", "postgres",
                        "database.archive.create-tables", "true"));
    }

    /** Of the gateway. */
    long pid() {
        return serai.pid();
    }

    /** Pauses the destination until so many wait. */
    void fill(int events) throws SQLException {
        paused(true);
        keep(events);
    }

    /** @return deliveries a second */
    double drain() throws SQLException, InterruptedException {
        ground.checkpoint();
        String since = ground.text(journal, "select now()");
        paused(false);
        await();
        return perSecond(since);
    }

    @Override
    public void close() {
        serai.close();
    }

    private void keep(int events) {
        Events.keep(journal, "postgres", kept, kept + events, entries);
        kept += events;
    }

    private void paused(boolean paused) throws SQLException {
        ground.execute(journal, "update destination set paused = %s where name = '%s'".formatted(paused, destination));
    }

    private void await() throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (any("waiting")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(destination + " is not drained within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    private boolean any(String state) throws SQLException {
        String query = """
                select count(*) from (
                  select 1 from delivery where destination = '%s' and state = '%s' limit 1) as any_of_them
                """.formatted(destination, state);
        return ground.number(journal, query) > 0;
    }

    private double perSecond(String since) throws SQLException {
        if (any("dead")) {
            throw new IllegalStateException(destination + " has dead deliveries");
        }
        return ground.number(journal, """
                select cast(count(*) / extract(epoch from max(settled_at) - min(settled_at)) as bigint)
                from delivery where destination = '%s' and settled_at > '%s'
                """.formatted(destination, since));
    }
}
