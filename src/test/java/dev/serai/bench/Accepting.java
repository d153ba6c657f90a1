package dev.serai.bench;

import dev.serai.bench.Wrk.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How many events a second are kept and answered, by each in turn, so that a noisy machine is noisy for all. */
final class Accepting {
    private final Ground ground;
    private final List<Contender> contenders;
    private final Map<Work, Map<String, List<Seen>>> seen = new EnumMap<>(Work.class);

    /** @param contenders the first is the one that the others are compared with */
    Accepting(Ground ground, List<Contender> contenders) {
        this.ground = ground;
        this.contenders = List.copyOf(contenders);
    }

    /** @param warm the time before the first round, in which nothing is counted */
    Accepting measure(Work work, int rounds, Duration warm, Duration time) throws Exception {
        for (Contender each : contenders) {
            Wrk.run(each.port(), work, "warm-" + work + each.name().hashCode(), warm);
        }
        for (int round = 1; round <= rounds; round++) {
            for (Contender each : contenders) {
                ground.settle();
                Seen now = Wrk.run(
                        each.port(),
                        work,
                        work + "-" + round + "-" + each.name().hashCode(),
                        time);
                seen.computeIfAbsent(work, any -> new LinkedHashMap<>())
                        .computeIfAbsent(each.name(), any -> new ArrayList<>())
                        .add(now);
                System.out.printf(
                        "%s, round %d, %s: %,.0f events/s, %d failed%n",
                        work.title(), round, each.name(), now.eventsPerSecond(), now.failed());
            }
        }
        return this;
    }

    /** A table for each work. */
    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        seen.forEach((work, rounds) -> {
            Sheet sheet = new Sheet(
                    work.title(), "", "events/s", "Serai is × as fast", "p50 ms", "p99 ms", "failed", "cores of wrk");
            double first = median(rounds.values().iterator().next(), Seen::eventsPerSecond)
                    .median();
            rounds.forEach((name, all) -> sheet.row(
                    name,
                    median(all, Seen::eventsPerSecond),
                    first / median(all, Seen::eventsPerSecond).median(),
                    median(all, Seen::p50).median(),
                    median(all, Seen::p99).median(),
                    all.stream().mapToLong(Seen::failed).sum(),
                    median(all, Seen::cores).median()));
            sheets.add(sheet);
        });
        return sheets;
    }

    private static Spread median(List<Seen> rounds, ToDoubleFunction<Seen> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }
}
