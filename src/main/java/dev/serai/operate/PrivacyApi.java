package dev.serai.operate;

import dev.serai.event.Contacts;
import dev.serai.journal.Erasure;
import dev.serai.journal.Erasure.Order;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.reconcile.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/erase} and {@code /api/v1/export}: begin jobs that erase or find what is kept of persons. Contacts stand in bodies, because an
 * address of a page stands in the logs of proxies. No contact is logged, and the audit only has their number.
 */
final class PrivacyApi {
    private static final int MAX_CONTACTS = 10_000;
    private static final Duration LEAST_PAUSE = Duration.ofMillis(5);
    private static final Logger log = LoggerFactory.getLogger(PrivacyApi.class);

    private final ManagementApi api;
    private final Erasure erasure;
    private final Jobs jobs;
    private final OperationsAudit audit;

    PrivacyApi(ManagementApi api, Erasure erasure, Jobs jobs, OperationsAudit audit) {
        this.api = api;
        this.erasure = erasure;
        this.jobs = jobs;
        this.audit = audit;
    }

    void serve() {
        api.post("/erase", call -> new Accepted(erase(call.asked(), call.caller())));
        api.post("/export", call -> new Accepted(export(call.asked(), call.caller())));
    }

    private Map<String, String> erase(OperationsRequest asked, Caller who) throws ProblemException {
        mayAsk(who);
        List<String> given = asked.texts("contacts");
        if (given.isEmpty() || given.size() > MAX_CONTACTS) {
            throw new ProblemException(400, "contacts must be a list of 1 to " + MAX_CONTACTS + " addresses");
        }
        Order order = new Order(contacts(given), who.name(), asked.isTrue("cancelWaiting"), asked.isTrue("dryRun"));
        return begin("erase", progress -> {
            Erasure.Report report = erasure.run(order, (doing, rows, nanos) -> goesOn(progress, doing, rows, nanos));
            log.info(
                    "erase outcome={} dryRun={} contacts={} events={} quarantined={} blocking={}",
                    report.stopped() == null ? "done" : "stopped",
                    report.dryRun(),
                    report.contacts(),
                    report.events(),
                    report.quarantined(),
                    report.blocking().size());
            return new Jobs.Result(report.stopped() == null, report);
        });
    }

    private Map<String, String> export(OperationsRequest asked, Caller who) throws ProblemException, SQLException {
        mayAsk(who);
        String contact = asked.text("contact");
        if (contact == null) {
            throw new ProblemException(400, "contact is missing: the address of a person");
        }
        Contacts contacts = contacts(List.of(contact));
        Map<String, String> begun = begin("export", progress -> {
            Erasure.Found found = erasure.find(contacts, (doing, rows, nanos) -> goesOn(progress, doing, rows, nanos));
            return new Jobs.Result(found.stopped() == null, found);
        });
        audit.note(who.name(), Action.EXPORT, Map.of("contacts", 1), 0);
        return begun;
    }

    /** Every POST needs the role operator; this needs more. */
    private static void mayAsk(Caller who) throws ProblemException {
        if (!who.role().mayDoAs(Role.PRIVACY)) {
            throw new ProblemException(
                    403,
                    "the token " + who.name() + " has the role " + who.role()
                            + ", which may neither export nor erase; a token with --role privacy may");
        }
    }

    private static Contacts contacts(List<String> given) throws ProblemException {
        try {
            return new Contacts(given);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> begin(String kind, Jobs.Task task) throws ProblemException {
        try {
            return Map.of("job", jobs.start(kind, task).id());
        } catch (Jobs.BusyException e) {
            throw new ProblemException(409, String.valueOf(e.getMessage()));
        }
    }

    /** The database has half of its time for others. */
    private static boolean goesOn(Progress progress, String doing, int rows, long nanos) throws InterruptedException {
        if (progress.cancelled()) {
            return false;
        }
        progress.doing(doing);
        progress.read(rows);
        return PruneJobs.goesOn(progress, Math.max(nanos, LEAST_PAUSE.toNanos()));
    }
}
