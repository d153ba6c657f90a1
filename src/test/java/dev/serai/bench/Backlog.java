package dev.serai.bench;

import dev.serai.journal.Entry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Deliveries to one destination, all of which wait before the gateway starts. */
record Backlog(Ground ground, String destination) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * Starts a gateway, lets it deliver so many to warm up, pauses the destination, and lets it go on once the others wait.
     *
     * @param isWarm told before it goes on
     * @return deliveries a second
     */
    double drain(int warm, int events, LongFunction<Entry> entries, Map<String, String> settings, Runnable isWarm)
            throws Exception {
        String journal = ground.newJournal();
        Events.keep(journal, "postgres", 0, warm, entries);
        Contender serai = ground.serai("drain-" + destination, journal, settings);
        try {
            await(journal);
            paused(journal, true);
            Events.keep(journal, "postgres", warm, (long) warm + events, entries);
            ground.checkpoint();
            isWarm.run();
            String since = ground.text(journal, "select now()");
            paused(journal, false);
            await(journal);
            return perSecond(journal, since);
        } finally {
            serai.close();
        }
    }

    private void paused(String journal, boolean paused) throws SQLException {
        ground.execute(journal, "update destination set paused = %s where name = '%s'".formatted(paused, destination));
    }

    private void await(String journal) throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (any(journal, "waiting")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(destination + " is not drained within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    private boolean any(String journal, String state) throws SQLException {
        String query = """
                select count(*) from (
                  select 1 from delivery where destination = '%s' and state = '%s' limit 1) as any_of_them
                """.formatted(destination, state);
        return ground.number(journal, query) > 0;
    }

    private double perSecond(String journal, String since) throws SQLException {
        if (any(journal, "dead")) {
            throw new IllegalStateException(destination + " has dead deliveries");
        }
        return ground.number(journal, """
                select cast(count(*) / extract(epoch from max(settled_at) - min(settled_at)) as bigint)
                from delivery where destination = '%s' and settled_at > '%s'
                """.formatted(destination, since));
    }
}
