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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How long a sender waits for its answer while the gateway does something else that a person has asked for.
 *
 * @param name begins the ids of the events that are posted
 * @param management port of the management API
 */
record BusyGateway(String name, Contender serai, int management, String journal, Ground ground) {
    static final int PER_SECOND = 2_000;
    static final int CONNECTIONS = Work.SINGLE_64.connections();

    private static final String ALONE = "nothing else";
    private static final Duration BETWEEN = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A job of the gateway, which may still run when the round ends. */
    record Job(String title, String page, Map<String, ?> body) {}

    static Duration planned(Effort effort, int jobs) {
        return round(effort).plus(BETWEEN).multipliedBy((1L + jobs) * effort.rounds());
    }

    private static Duration round(Effort effort) {
        return effort.round().multipliedBy(2);
    }

    /** The answers beside nothing else and beside each job, in turns. */
    Sheet measure(String title, Effort effort, Progress progress, List<Job> jobs) throws Exception {
        Map<String, List<Pace>> paces = new LinkedHashMap<>();
        List<Job> all = new ArrayList<>(List.of(new Job(ALONE, "", Map.of())));
        all.addAll(jobs);
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Job job : all) {
                progress.step(round(effort).plus(BETWEEN), "%s: beside %s, round %d", name, job.title(), round);
                List<Pace> its = paces.computeIfAbsent(job.title(), any -> new ArrayList<>());
                its.add(beside(job, effort, name + "-" + round + "-" + paces.size() + "-" + its.size()));
                awaitQuiet();
            }
        }
        Sheet sheet = new Sheet(title, "beside", "p50 ms", "p99 ms");
        paces.forEach((beside, its) -> sheet.row(beside, median(its, 0.5), median(its, 0.99)));
        return sheet;
    }

    /** How many times as long the slowest answers take beside a job. */
    static Goal goal(Sheet sheet, String beside, String title) {
        return Goal.atMost(
                1.5,
                title + ": × the p99 of the answer beside nothing else",
                sheet.value(beside, "p99 ms") / sheet.value(ALONE, "p99 ms"));
    }

    private Pace beside(Job job, Effort effort, String tag) throws Exception {
        Duration before = effort.round().dividedBy(2);
        Callable<Pace> posting = () -> Pace.run(tag, serai.port(), CONNECTIONS, PER_SECOND, before, round(effort));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Pace> pace = thread.submit(posting);
            TimeUnit.MILLISECONDS.sleep(before.toMillis());
            String begun = job.page().isEmpty() ? "" : start(job);
            Pace done = pace.get();
            if (!begun.isEmpty()) {
                ask(HttpRequest.newBuilder().DELETE(), "jobs/" + begun);
            }
            return done;
        } finally {
            thread.shutdownNow();
        }
    }

    private String start(Job job) throws IOException, InterruptedException {
        String answer = ask(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.write(job.body()))),
                job.page());
        if (!(Json.object(answer).get("job") instanceof String id)) {
            throw new IllegalStateException(job.title() + " was refused: " + answer);
        }
        return id;
    }

    private String ask(HttpRequest.Builder request, String page) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + management + "/api/v1/" + page);
        return HTTP.send(request.uri(uri).build(), BodyHandlers.ofString()).body();
    }

    /** Waits until no job runs, and nothing waits. */
    void awaitQuiet() throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ask(HttpRequest.newBuilder(), "jobs").contains("\"running\"")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("a job still runs after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        ground.awaitDelivered(journal, PATIENCE);
        ground.checkpoint();
    }

    private static double median(List<Pace> paces, double part) {
        return Pace.percentile(
                paces.stream().mapToDouble(pace -> pace.percentile(part)).toArray(), 0.5);
    }
}
