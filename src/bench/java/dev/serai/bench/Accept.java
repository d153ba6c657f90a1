package dev.serai.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** How many events a second are kept and answered. */
final class Accept implements Measurement {
    private static final int BARE = 5;
    private static final Duration STARTS = Duration.ofSeconds(20);

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Accept(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        int posted = 2 + Alternative.values().length;
        Duration planned = STARTS;
        int coldPosted = posted;
        int coldBare = BARE;
        for (Work work : Work.values()) {
            boolean bare = work.bare() != null;
            planned = planned.plus(
                    Rounds.planned(effort, posted + (bare ? BARE : 0), coldPosted + (bare ? coldBare : 0)));
            coldPosted = 0;
            coldBare = bare ? 0 : coldBare;
        }
        return planned;
    }

    @Override
    public Findings measure() throws Exception {
        progress.step(STARTS, "starting Serai and what it is measured beside");
        try (Contenders contenders = Contenders.start(ground, EnumSet.allOf(Alternative.class))) {
            Map<Work, Sheet> sheets = measure(contenders, EnumSet.allOf(Work.class));
            return new Findings(List.copyOf(sheets.values()), goals(sheets));
        }
    }

    /** A table for each work. */
    Map<Work, Sheet> measure(Contenders contenders, Set<Work> works) throws Exception {
        Rounds rounds = new Rounds(ground, effort, progress);
        Map<Work, Sheet> sheets = new EnumMap<>(Work.class);
        for (Work work : works) {
            List<Taker> takers = new ArrayList<>(contenders.all());
            Mix mix = work.bare();
            if (mix != null) {
                takers.addAll(Bare.all(ground, mix));
            }
            sheets.put(work, rounds.measure(work, takers));
        }
        return sheets;
    }

    private static List<Goal> goals(Map<Work, Sheet> sheets) {
        Sheet few = Objects.requireNonNull(sheets.get(Work.SINGLE_64));
        Sheet many = Objects.requireNonNull(sheets.get(Work.SINGLE_256));
        Sheet mix = Objects.requireNonNull(sheets.get(Work.MIX));
        Sheet bounces = Objects.requireNonNull(sheets.get(Work.BOUNCES));
        return List.of(
                Goal.atLeast(
                        0.65, "single events, 256 connections: × parse and answer", ratio(many, Contenders.CEILING)),
                Goal.atLeast(5, "single events, 256 connections: × the best alternative", best(many)),
                Goal.atLeast(4, "single events, 64 connections: × the best alternative", best(few)),
                Goal.atLeast(1.6, "batches of 100 of a day: × the best alternative", best(mix)),
                Goal.atLeast(0.7, "batches of 100 of a day: × COPY, 1,000 a transaction", ratio(mix, Bare.COPY)),
                Goal.atLeast(1.2, "batches of 100 bounces: × the best alternative", best(bounces)));
    }

    private static double ratio(Sheet sheet, String to) {
        return sheet.value(to, Rounds.RATIO);
    }

    private static double best(Sheet sheet) {
        return Stream.of(Alternative.values())
                .mapToDouble(each -> ratio(sheet, each.title()))
                .min()
                .orElseThrow();
    }
}
