package dev.serai.bench;

import dev.serai.journal.SeraisArrays;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** A loop in this process, which writes the rows of a work and does nothing else. */
record Bare(String name, Loop loop, Loop.Write write) implements Taker {
    static final String UNNEST = "bare unnest loop, 100 a transaction";
    static final String COPY = "COPY, 1,000 a transaction";
    private static final int THREADS = 2;

    /** All that take part in a work. */
    static List<Bare> all(Ground ground, Mix mix) {
        return List.of(
                new Bare(UNNEST, loop(ground, mix, 100), new JdbcLoop(Connection::createArrayOf)),
                new Bare("the same with Serai's arrays", loop(ground, mix, 100), new JdbcLoop(SeraisArrays::of)),
                new Bare(
                        "bare unnest loop, 1,000 a transaction",
                        loop(ground, mix, 1_000),
                        new JdbcLoop(Connection::createArrayOf)),
                new Bare("COPY, 100 a transaction", loop(ground, mix, 100), new Copy()),
                new Bare(COPY, loop(ground, mix, 1_000), new Copy()));
    }

    private static Loop loop(Ground ground, Mix mix, int perTransaction) {
        return new Loop(ground.newJournal(), "postgres", THREADS, perTransaction, mix);
    }

    @Override
    public String journal() {
        return loop.url();
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public Seen take(Work work, String run, Duration time) throws Exception {
        return Seen.of(loop.run(time, write));
    }
}
