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

    /** @return deliveries a second, without the first quarter, in which the JVM still compiles */
    double drain(int events, LongFunction<Entry> entries, Map<String, String> settings) throws Exception {
        String journal = ground.newJournal();
        Events.keep(journal, "postgres", 0, events, entries);
        ground.checkpoint();
        Contender serai = ground.serai("drain-" + destination, journal, settings);
        try {
            await(journal);
            return perSecond(journal);
        } finally {
            serai.close();
        }
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

    private double perSecond(String journal) throws SQLException {
        if (any(journal, "dead")) {
            throw new IllegalStateException(destination + " has dead deliveries");
        }
        return ground.number(journal, """
                with warm as (
                  select percentile_disc(0.25) within group (order by settled_at) as since
                  from delivery where destination = '%1$s')
                select cast(count(*) / extract(epoch from max(settled_at) - min(since)) as bigint)
                from delivery, warm where destination = '%1$s' and settled_at > since
                """.formatted(destination));
    }
}
