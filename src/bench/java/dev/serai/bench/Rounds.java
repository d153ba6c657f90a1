package dev.serai.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One work, taken by each in turn, so that a noisy machine is noisy for all. */
final class Rounds {
    static final String RATE = "events/s";
    static final String RATIO = "Serai is × as fast";
    /** A checkpoint, and what a load generator needs to start and end. */
    private static final Duration BESIDE = Duration.ofMillis(700);

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;
    private final Set<String> warm = new HashSet<>();

    Rounds(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    /** One round of one of them. */
    private record Round(Seen seen, double cores, double coresOfPostgres) {}

    /** @param first how many have done no work before */
    static Duration planned(Effort effort, int takers, int first) {
        Duration rounds = effort.round().plus(BESIDE).multipliedBy(effort.rounds());
        return rounds.plus(effort.laterWarm())
                .multipliedBy(takers)
                .plus(effort.firstWarm().minus(effort.laterWarm()).multipliedBy(first));
    }

    /**
     * @param takers the first is the one that the others are compared with
     * @throws IllegalStateException if one of them has not kept what it has answered
     */
    Sheet measure(Work work, List<? extends Taker> takers) throws Exception {
        for (Taker each : takers) {
            Duration time = warm.add(each.name()) ? effort.firstWarm() : effort.laterWarm();
            progress.step(time, "%s: warming up %s", work.title(), each.name());
            if (!time.isZero()) {
                each.take(work, "warm-" + work, time);
            }
        }
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Taker each : takers) {
                progress.step(
                        effort.round().plus(BESIDE),
                        "%s: round %d of %d, %s",
                        work.title(),
                        round,
                        effort.rounds(),
                        each.name());
                Round now = round(each, work, round);
                rounds.computeIfAbsent(each.name(), any -> new ArrayList<>()).add(now);
                progress.note(
                        "%,.0f events/s, %d failed",
                        now.seen().perSecond(), now.seen().failed());
            }
        }
        for (Taker each : takers) {
            ground.clear(each.journal());
        }
        return sheet(work, rounds);
    }

    private Round round(Taker taker, Work work, int round) throws Exception {
        ground.clear(taker.journal());
        ground.checkpoint();
        double own = Processor.seconds(taker.pid());
        double postgres = Processor.secondsOfAll(ground.postgresPid());
        long begun = System.nanoTime();
        Seen seen = taker.take(work, work + "-" + round, effort.round());
        double took = (System.nanoTime() - begun) / 1e9;
        own = (Processor.seconds(taker.pid()) - own) / took;
        postgres = (Processor.secondsOfAll(ground.postgresPid()) - postgres) / took;
        check(taker, work, seen);
        return new Round(seen, own, postgres);
    }

    /** Some are kept whose answer nobody waited for: at the end of this round, and of the one before. */
    private void check(Taker taker, Work work, Seen seen) throws Exception {
        String journal = taker.journal();
        if (journal == null) {
            return;
        }
        long kept = ground.number(journal, "select count(*) from event");
        long unheard = work.inFlight() * (2 + seen.failed());
        long unsure = work == Work.DAY ? work.inFlight() : 0;
        if (kept < seen.answered() - unsure || kept > seen.answered() + unheard) {
            throw new IllegalStateException("%s, %s: %,d events were answered, %,d are kept"
                    .formatted(work.title(), taker.name(), seen.answered(), kept));
        }
    }

    private static Sheet sheet(Work work, Map<String, List<Round>> rounds) {
        Sheet sheet = new Sheet(
                work.title(), "", RATE, RATIO, "p50 ms", "p99 ms", "failed", "cores", "PostgreSQL's", "wrk's");
        List<Round> first = rounds.values().iterator().next();
        rounds.forEach((name, all) -> sheet.row(
                name,
                spread(all, round -> round.seen().perSecond()),
                ratio(first, all),
                spread(all, round -> round.seen().p50()).median(),
                spread(all, round -> round.seen().p99()).median(),
                all.stream().mapToLong(round -> round.seen().failed()).sum(),
                spread(all, Round::cores).median(),
                spread(all, Round::coresOfPostgres).median(),
                spread(all, round -> round.seen().cores()).median()));
        return sheet;
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    /** Round by round, since those that follow each other were measured under the same conditions. */
    private static Spread ratio(List<Round> first, List<Round> other) {
        return Spread.of(IntStream.range(0, first.size())
                .mapToObj(n ->
                        first.get(n).seen().perSecond() / other.get(n).seen().perSecond())
                .toList());
    }
}
