package dev.serai.reconcile;

import dev.serai.journal.Journal;
import dev.serai.journal.NewWork;
import dev.serai.journal.ReconcileRuns;
import dev.serai.journal.ReconcileRuns.Run;
import dev.serai.journal.ReconciledEvents;
import dev.serai.optimizely.api.ApiClient;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.ApiSettings;
import dev.serai.optimizely.api.BasicCredentials;
import dev.serai.optimizely.api.CampaignRecords;
import dev.serai.optimizely.api.CampaignWebhook;
import dev.serai.optimizely.api.CampaignWebhooks;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.receive.Family;
import dev.serai.receive.Router;
import dev.serai.reconcile.ReconcileSettings.Client;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what Campaign knows of a period with the journal, client by client, and stores what never arrived. */
public final class Reconcile {
    /** What is younger may still be on its way. */
    public static final Duration MAY_STILL_COME = Duration.ofHours(1);

    /** The overlap of the runs that are made by themselves: Campaign drops a webhook after three days. */
    public static final Duration OVERLAP = Duration.ofDays(4);

    /** About 30 MB of records. */
    private static final int TOGETHER = 50_000;

    private static final Logger log = LoggerFactory.getLogger(Reconcile.class);
    /** An interrupted run that is older is begun anew. */
    private static final Duration RESUMES_WITHIN = Duration.ofDays(1);

    private final ReconcileSettings settings;
    private final OptimizelyApis apis;
    private final Parts parts;
    private final ReconcileRuns runs;
    private final ReconcileState state;

    /**
     * What a reconciliation needs of the gateway.
     *
     * @param work told what the destinations have to do
     * @param together how many records are compared at once, at least
     */
    public record Parts(
            Family family, Router router, ReconciledEvents journal, NewWork work, Clock clock, int together) {
        public Parts(Family family, Router router, ReconciledEvents journal, NewWork work, Clock clock) {
            this(family, router, journal, work, clock, TOGETHER);
        }
    }

    /**
     * What is asked for.
     *
     * @param until null for now
     * @param client as the configuration names it; null for all
     */
    public record Request(
            Instant since,
            @Nullable Instant until,
            boolean apply,
            @Nullable String client) {}

    public Reconcile(
            ReconcileSettings settings, OptimizelyApis apis, Parts parts, ReconcileRuns runs, ReconcileState state) {
        this.settings = settings;
        this.apis = apis;
        this.parts = parts;
        this.runs = runs;
        this.state = state;
    }

    public ReconcileSettings settings() {
        return settings;
    }

    /** The clients that are asked for; none if the name is not configured. */
    public List<Client> clients(@Nullable String name) {
        return settings.clients().stream()
                .filter(each -> name == null || name.equals(each.name()) || name.equals(each.id()))
                .toList();
    }

    /**
     * Runs to the end, or until it is cancelled; what is stored then stays stored. What cannot be read of one client is told in
     * its report.
     */
    public Report run(Request request, Progress progress) {
        // in whole seconds, or the journal would round the begin of a run to a later one
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Instant judged = now.minus(MAY_STILL_COME);
        Instant until = (request.until() != null && request.until().isBefore(judged) ? request.until() : judged)
                .truncatedTo(ChronoUnit.SECONDS);
        Instant since = (request.since().isBefore(until) ? request.since() : until).truncatedTo(ChronoUnit.SECONDS);
        List<Report.OfClient> found = new ArrayList<>();
        for (Client client : clients(request.client())) {
            found.add(run(client, new Run(since, until, request.apply(), null, now, null), progress));
        }
        Report report = new Report(since.toString(), until.toString(), request.apply(), found, NotReconcilable.ALL);
        state.found(
                since,
                until,
                found,
                report.complete() && found.size() == settings.clients().size());
        return report;
    }

    /** What the last runs found. */
    public ReconcileState state() {
        return state;
    }

    /** Whether the next run that is made by itself is due: none has come to its end, here or in another gateway, in time. */
    public boolean isDue(Duration every) throws SQLException {
        Instant now = parts.clock().instant();
        for (Client client : settings.clients()) {
            Optional<Run> last = runs.last(client.id());
            boolean done = last.isPresent()
                    && last.get().finishedAt() != null
                    && last.get().finishedAt().plus(every).isAfter(now)
                    && !last.get()
                            .since()
                            .isAfter(last.get().finishedAt().minus(OVERLAP).plus(every));
            if (!done) {
                return true;
            }
        }
        return false;
    }

    private Report.OfClient run(Client client, Run asked, Progress progress) {
        ReportBuilder report = new ReportBuilder(client.name());
        String error = null;
        try (ApiClient api = api(client)) {
            report.suspended(suspended(api, client, report));
            CampaignRecords records = new CampaignRecords(call -> progress.call(() -> api.call(call)), client.id());
            MissingEvents missing = new MissingEvents(parts, client.id(), records, progress, report);
            for (Run run : periods(client, asked, report)) {
                new ClientRun(parts.together(), client.id(), records, missing, runs, progress, report, run).go();
            }
            runs.save(
                    client.id(),
                    new Run(
                            asked.since(),
                            asked.until(),
                            asked.stored(),
                            null,
                            asked.begunAt(),
                            parts.clock().instant()));
        } catch (ApiException e) {
            error = String.valueOf(e.getMessage());
        } catch (SQLException e) {
            error = "the journal does not answer: " + Journal.describe(e);
        } catch (InterruptedException e) {
            error = "it was cancelled";
        } catch (RuntimeException e) {
            // a defect: the log has it whole, and the report says where to look
            log.error("reconcile client={} outcome=failed", client.name(), e);
            error = e.getClass().getSimpleName() + "; the log has more";
        }
        Report.OfClient result = report.build(error);
        log.info(
                "reconcile client={} since={} until={} apply={} missing={} stored={} outcome={}",
                client.name(),
                asked.since(),
                asked.until(),
                asked.stored(),
                result.types().stream().mapToLong(Report.Total::missing).sum(),
                result.types().stream().mapToLong(Report.Total::stored).sum(),
                error == null ? "done" : "failed");
        return result;
    }

    /** The types whose webhooks to this gateway Campaign has suspended: nothing arrives by them, and nobody else notices. */
    private List<String> suspended(ApiClient api, Client client, ReportBuilder report) throws InterruptedException {
        try {
            return new CampaignWebhooks(api, client.id())
                    .list().stream()
                            .filter(CampaignWebhook::isSuspended)
                            .filter(this::isOurs)
                            .map(CampaignWebhook::type)
                            .distinct()
                            .sorted()
                            .toList();
        } catch (ApiException e) {
            report.note("whether a webhook is suspended is not known: " + e.getMessage());
            return List.of();
        }
    }

    /** The public name is the proxy's; the path behind it is the gateway's. */
    private boolean isOurs(CampaignWebhook webhook) {
        try {
            String path = String.valueOf(URI.create(webhook.targetUrl()).getPath());
            return parts.family().paths().stream().anyMatch(ours -> path.equals(ours) || path.startsWith(ours + "/"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ApiClient api(Client client) throws ApiException {
        ApiSettings settings = Objects.requireNonNull(apis.campaign().get(client.account()));
        return new ApiClient(
                settings, new BasicCredentials(settings.credential("user"), settings.credential("password")));
    }

    /** What is asked for; after what is left of the run before, if that was interrupted and asked for the same. */
    private List<Run> periods(Client client, Run asked, ReportBuilder report) throws SQLException {
        Optional<Run> before = runs.last(client.id()).filter(each -> isInterrupted(each, asked));
        if (before.isEmpty()) {
            return List.of(asked);
        }
        Run left = before.get();
        report.note("it went on where the run was interrupted that began at " + left.begunAt()
                + "; what that run has done is not in these numbers");
        return List.of(left, new Run(left.until(), asked.until(), asked.stored(), null, asked.begunAt(), null));
    }

    private static boolean isInterrupted(Run before, Run asked) {
        return asked.stored()
                && before.stored()
                && before.finishedAt() == null
                && before.position() != null
                && !before.since().isAfter(asked.since())
                && before.since().plus(RESUMES_WITHIN).isAfter(asked.since())
                && before.begunAt().plus(RESUMES_WITHIN).isAfter(asked.begunAt())
                && !before.until().isAfter(asked.until());
    }
}
