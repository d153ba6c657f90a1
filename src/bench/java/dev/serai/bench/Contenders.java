package dev.serai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Serai, the ceiling of receiving and the alternatives. All run at the same time, and only one of them is loaded. */
final class Contenders implements AutoCloseable {
    static final String SERAI = "Serai";
    static final String CEILING = "parse and answer";
    private final List<Posted> all = new ArrayList<>();

    private Contenders() {}

    static Contenders start(Ground ground, Set<Alternative> alternatives) throws IOException, InterruptedException {
        Contenders contenders = new Contenders();
        try {
            String journal = ground.newJournal();
            contenders.add(ground.serai(SERAI, journal, Map.of()), journal);
            contenders.add(ground.parseAndAnswer(), null);
            for (Alternative each : alternatives) {
                each.build();
                journal = ground.newJournal();
                contenders.add(each.start(journal, "postgres"), journal);
            }
            return contenders;
        } catch (IOException | InterruptedException | RuntimeException e) {
            contenders.close();
            throw e;
        }
    }

    private void add(Contender contender, @Nullable String journal) {
        all.add(new Posted(contender, journal));
    }

    /** Serai is the first. */
    List<Posted> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(each -> each.contender().close());
    }
}
