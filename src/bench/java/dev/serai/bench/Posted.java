package dev.serai.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A contender that is loaded by HTTP. */
record Posted(Contender contender, @Nullable String journal) implements Taker {
    @Override
    public String name() {
        return contender.name();
    }

    @Override
    public long pid() {
        return contender.pid();
    }

    @Override
    public Seen take(Work work, String run, Duration time) throws Exception {
        return Wrk.run(contender.port(), work, run, time);
    }
}
