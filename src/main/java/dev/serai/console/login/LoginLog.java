package dev.serai.console.login;

import dev.serai.console.login.Session.Way;
import dev.serai.event.Text;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import io.vertx.core.WorkerExecutor;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes who signed in and out: into the log, and into the audit if the person proved who it is. */
final class LoginLog {
    private static final Logger log = LoggerFactory.getLogger(LoginLog.class);
    private static final int MAX_REASON = 300;

    private final OperationsAudit audit;
    private final WorkerExecutor workers;

    LoginLog(OperationsAudit audit, WorkerExecutor workers) {
        this.audit = audit;
        this.workers = workers;
    }

    /** @param more for the audit */
    void signedIn(Session session, String address, Map<String, String> more) {
        log.info(
                "console login outcome=ok way={} name={} role={} address={}",
                way(session),
                session.name(),
                session.role(),
                address);
        note(session, Action.LOGIN, more);
    }

    void signedOut(Session session, int ended) {
        log.info("console logout way={} name={} sessions={}", way(session), session.name(), ended);
        note(session, Action.LOGOUT, Map.of("sessions", Integer.toString(ended)));
    }

    /** @param reason of which addresses of mail are masked, because a provider may quote the person */
    void refused(String way, int status, String reason, String address) {
        log.warn(
                "console login outcome=refused way={} status={} address={} reason={}",
                way,
                status,
                address,
                Text.visible(Text.ofError(reason, MAX_REASON)));
    }

    /** No login waits for its row: the console is needed most while the journal is away. */
    private void note(Session session, Action action, Map<String, String> more) {
        if (session.way() == Way.LOCAL) {
            return;
        }
        workers.executeBlocking(
                        () -> {
                            audit.note(session.name(), action, more, 1);
                            return true;
                        },
                        false)
                .onFailure(e -> log.warn(
                        "console audit outcome=not-written action={} name={} error={}",
                        action.name().toLowerCase(Locale.ROOT),
                        session.name(),
                        e.getClass().getSimpleName()));
    }

    static String way(Session session) {
        return session.way().name().toLowerCase(Locale.ROOT);
    }
}
