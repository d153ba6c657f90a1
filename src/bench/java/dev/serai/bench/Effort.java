package dev.serai.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long everything is measured.
 *
 * @param rounds of each work
 * @param round how long one is
 * @param firstWarm how long each contender is loaded before its first round; a JVM compiles until then
 * @param laterWarm the same before each further work; zero for not at all
 * @param backlog deliveries that are drained
 * @param sizes of the journal, each larger than the one before
 * @param idle after the start, before the memory is read
 * @param load until the memory is read at full load
 */
record Effort(
        int rounds,
        Duration round,
        Duration firstWarm,
        Duration laterWarm,
        int backlog,
        List<Long> sizes,
        int starts,
        Duration idle,
        Duration load) {

    static final int ROUNDS = 5;

    /** What the page shows. */
    static Effort full(int rounds) {
        return new Effort(
                rounds,
                Duration.ofSeconds(6),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                200_000,
                List.of(0L, 1_000_000L, 10_000_000L),
                5,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    /** Whether it works at all; its figures mean nothing. */
    static Effort brief(int rounds) {
        return new Effort(
                rounds,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                4_000,
                List.of(0L, 20_000L),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
    }
}
