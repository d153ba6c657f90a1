package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.Prune;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.optimizely.CampaignJoin;
import dev.serai.reconcile.Progress;
import dev.serai.reconcile.Reconcile;
import dev.serai.reconcile.Reconcile.Request;
import dev.serai.reconcile.ReconcileSettings.Client;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/jobs}, and what begins a job: {@code POST /api/v1/reconcile}. */
final class JobsApi {
    /** Campaign sends a webhook for three days. */
    private static final Duration REPEATED_FOR = Duration.ofDays(4);

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final ManagementApi api;
    private final ReconcileJobs reconciling;
    private final Prune prune;
    private final OperationsAudit audit;

    /**
     * A job.
     *
     * @param state running, done, failed or cancelled
     * @param report what it found; null while it runs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Shown(
            String job,
            String kind,
            String state,
            Progress.Step progress,
            String begunAt,
            @Nullable String endedAt,
            @Nullable String error,
            @Nullable Object report) {
        static Shown of(Jobs.Job job, boolean whole) {
            String state = job.state().name().toLowerCase(Locale.ROOT);
            Instant ended = job.endedAt();
            return new Shown(
                    job.id(),
                    job.kind(),
                    state,
                    job.progress().step(),
                    job.begunAt().toString(),
                    ended == null ? null : ended.toString(),
                    job.error(),
                    whole ? job.report() : null);
        }
    }

    JobsApi(ManagementApi api, ReconcileJobs reconciling, Prune prune, OperationsAudit audit) {
        this.api = api;
        this.reconciling = reconciling;
        this.prune = prune;
        this.audit = audit;
    }

    void serve() {
        api.post("/reconcile", call -> new Accepted(reconcile(call.asked(), call.caller())));
        api.get(
                "/jobs",
                call -> Map.of(
                        "jobs",
                        reconciling.jobs().all().stream()
                                .map(job -> Shown.of(job, false))
                                .toList()));
        api.get("/jobs/{id}", call -> Shown.of(job(call.path("id")), true));
        api.delete("/jobs/{id}", call -> {
            Jobs.Job job = job(call.path("id"));
            job.progress().cancel();
            audit.note(call.caller().name(), Action.STOP, Map.of("job", job.id()), 0);
            return Shown.of(job, false);
        });
    }

    private Jobs.Job job(String id) throws ProblemException {
        return reconciling
                .jobs()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "there is no job " + id + "; Serai forgets jobs when it ends, and all but the last 20"));
    }

    private Map<String, String> reconcile(OperationsRequest asked, Caller who) throws Exception {
        Request request = request(asked);
        Reconcile reconcile = reconciling.reconcile();
        List<Client> all = reconcile.settings().clients();
        if (all.isEmpty()) {
            throw new ProblemException(
                    409, "reconcile.clients is empty; name the ids of Campaign's clients there, see docs/reconcile.md");
        }
        if (reconcile.clients(request.client()).isEmpty()) {
            throw new ProblemException(
                    400,
                    "reconcile.clients has no client " + request.client() + ", but "
                            + all.stream().map(Client::name).collect(Collectors.joining(", ")));
        }
        if (request.apply()) {
            mustBeKept(request);
        }
        try {
            String job = reconciling.start(request).id();
            if (request.apply()) {
                audit.note(who.name(), Action.RECONCILE, asked.all(), 0);
            }
            return Map.of("job", job);
        } catch (Jobs.BusyException e) {
            throw new ProblemException(409, String.valueOf(e.getMessage()));
        }
    }

    /** What was pruned would be missing, so that it would be stored and delivered once more. */
    private void mustBeKept(Request request) throws SQLException, ProblemException {
        Instant end = request.until() == null ? LATEST : request.until().plus(REPEATED_FOR);
        Optional<LocalDate> pruned = prune.lastPruned("campaign", CampaignJoin.TYPES, day(request.since()), day(end));
        if (pruned.isPresent()) {
            throw new ProblemException(
                    409,
                    "unsubscribes, bounces or complaints that were received up to " + pruned.get()
                            + " are pruned, and would be stored and delivered again. Say since "
                            + pruned.get().plusDays(1) + " or later, or until a time before Serai");
        }
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static Request request(OperationsRequest asked) throws ProblemException {
        Instant since = asked.instant("since");
        if (since == null) {
            throw new ProblemException(400, "since is missing: from when on, an instant such as 2026-11-01T12:00:00Z");
        }
        return new Request(since, asked.instant("until"), asked.isTrue("apply"), asked.text("client"));
    }
}
