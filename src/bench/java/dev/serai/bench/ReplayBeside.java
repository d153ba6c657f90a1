package dev.serai.bench;

import dev.serai.event.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How long a sender waits for its answer while deliveries are replayed. */
final class ReplayBeside implements Measurement {
    private static final int PER_SECOND = 2_000;
    private static final int CONNECTIONS = Work.SINGLE_64.connections();
    private static final String ALONE = "nothing else";
    private static final String DEFAULT = "a replay";
    private static final String FAST = "a replay with --rate 20000/s";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;
    private final HttpClient http = HttpClient.newHttpClient();
    private int runs;

    ReplayBeside(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return effort.firstWarm()
                .multipliedBy(2)
                .plus(round(effort).plusSeconds(20).multipliedBy(3L * effort.rounds()));
    }

    private static Duration round(Effort effort) {
        return effort.round().multipliedBy(2);
    }

    /** A gateway that runs, and what it has kept by a time. */
    private record Running(Contender serai, int management, String journal, Instant begun, Instant filled) {}

    @Override
    public Findings measure() throws Exception {
        String journal = ground.newJournal();
        int management = Ground.freePort();
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "replay",
                        journal,
                        Map.of(
                                "routes.directory", "bench/routes",
                                "noop.url", noop.url(),
                                "management.port", Integer.toString(management)))) {
            Instant begun = Instant.now();
            progress.step(effort.firstWarm().multipliedBy(2), "replay: posting what is replayed");
            int backlog = effort.backlog() / 2;
            Duration filling = Duration.ofMillis(backlog * 1_000L / (2 * PER_SECOND));
            Pace.run(tag(), serai.port(), CONNECTIONS, 2 * PER_SECOND, Duration.ZERO, filling);
            Running running = new Running(serai, management, journal, begun, Instant.now());
            awaitQuiet(running);
            Map<String, List<Pace>> paces = new LinkedHashMap<>();
            for (int round = 1; round <= effort.rounds(); round++) {
                for (String beside : List.of(ALONE, DEFAULT, FAST)) {
                    progress.step(round(effort).plusSeconds(20), "replay: %s, round %d", beside, round);
                    paces.computeIfAbsent(beside, any -> new ArrayList<>()).add(beside(running, beside));
                    awaitQuiet(running);
                }
            }
            return findings(sheet(paces, backlog));
        }
    }

    private String tag() {
        return "replay" + runs++;
    }

    private Pace beside(Running running, String beside) throws Exception {
        Duration before = effort.round().dividedBy(2);
        Callable<Pace> posting =
                () -> Pace.run(tag(), running.serai().port(), CONNECTIONS, PER_SECOND, before, round(effort));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Pace> pace = thread.submit(posting);
            TimeUnit.MILLISECONDS.sleep(before.toMillis());
            if (!beside.equals(ALONE)) {
                replay(running, beside.equals(FAST) ? Map.of("rate", "20000/s") : Map.of());
            }
            return pace.get();
        } finally {
            thread.shutdownNow();
        }
    }

    private void replay(Running running, Map<String, String> more) throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of(
                "destination",
                "noop",
                "state",
                "delivered",
                "since",
                running.begun().toString(),
                "until",
                running.filled().toString()));
        body.putAll(more);
        String answer = ask(
                running,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.write(body))),
                "replay");
        if (!answer.contains("\"job\"")) {
            throw new IllegalStateException("the replay was refused: " + answer);
        }
    }

    private String ask(Running running, HttpRequest.Builder request, String page)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + running.management() + "/api/v1/" + page);
        return http.send(request.uri(uri).build(), BodyHandlers.ofString()).body();
    }

    /** No replay runs, and nothing waits. */
    private void awaitQuiet(Running running) throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ask(running, HttpRequest.newBuilder(), "jobs").contains("\"running\"")
                || ground.number(running.journal(), "select count(*) from delivery where state = 'waiting'") > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the queue is not empty within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        ground.checkpoint();
    }

    private static Sheet sheet(Map<String, List<Pace>> paces, int backlog) {
        Sheet sheet = new Sheet(
                "Receiving %,d single events/s, %d connections, beside a replay of %,d deliveries"
                        .formatted(PER_SECOND, CONNECTIONS, backlog),
                "beside",
                "p50 ms",
                "p99 ms");
        paces.forEach((beside, its) -> sheet.row(beside, median(its, 0.5), median(its, 0.99)));
        return sheet;
    }

    private static double median(List<Pace> paces, double part) {
        return Pace.percentile(
                paces.stream().mapToDouble(pace -> pace.percentile(part)).toArray(), 0.5);
    }

    private static Findings findings(Sheet sheet) {
        return new Findings(
                List.of(sheet),
                List.of(Goal.atMost(
                        1.5,
                        "replay: × the p99 of the answer beside nothing else",
                        sheet.value(DEFAULT, "p99 ms") / sheet.value(ALONE, "p99 ms"))));
    }
}
