package dev.serai.alarm;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.AlarmLookups;
import dev.serai.journal.CommitResult;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.GroupCommitter.CommitFailedException;
import dev.serai.journal.Journal;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import dev.serai.receive.Router;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at every source, and commits what is new as events of the family {@code serai}. What was raised already is read in the
 * journal: so no restart repeats an alarm, and two gateways on one journal raise it once.
 */
public final class Alarms implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Alarms.class);
    private static final long CLOSE_SECONDS = 10;
    /** Longer than any commit-timeout in use: the committer itself answers much earlier. */
    private static final long COMMIT_SECONDS = 60;

    private final AlarmSettings settings;
    private final List<AlarmSource> sources;
    private final RaisedAlarms raised;
    private final Router router;
    private final GroupCommitter committer;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Alarms::thread);
    private final AlarmFamily family = new AlarmFamily();
    /** What could not be looked at or kept the last time, so that each is logged once. */
    private final Set<String> troubled = new TreeSet<>();

    private volatile boolean open = true;

    public Alarms(
            AlarmSettings settings,
            List<AlarmSource> sources,
            AlarmLookups lookups,
            Router router,
            GroupCommitter committer,
            Clock clock) {
        this.settings = settings;
        this.sources = List.copyOf(sources);
        this.raised = new RaisedAlarms(lookups, settings.repeat());
        this.router = router;
        this.committer = committer;
        this.clock = clock;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "alarms");
        thread.setDaemon(true);
        return thread;
    }

    public void start() {
        long pause = settings.look().toMillis();
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Looks at each source once. What fails is tried again at the next look. */
    void look() {
        for (AlarmSource source : sources) {
            String name = source.getClass().getSimpleName();
            try {
                look(source);
                troubled.remove(name);
            } catch (SQLException | RuntimeException | Error e) {
                if (troubled.add(name)) {
                    log.atLevel(e instanceof SQLException ? Level.WARN : Level.ERROR)
                            .log("alarms source={} outcome=not-looked error={}", name, Journal.describe(e));
                }
            }
        }
    }

    private void look(AlarmSource source) throws SQLException {
        Instant now = clock.instant();
        for (Incident incident : source.look(now)) {
            Alarm alarm = Alarm.of(incident, settings.repeat(), now);
            if (open && isKept(alarm)) {
                source.kept(incident);
            }
        }
    }

    /** Whether it is in the journal, now or since earlier. What cannot be kept is logged, and raised again at the next look. */
    private boolean isKept(Alarm alarm) {
        Incident incident = alarm.incident();
        String name = incident.kind().type() + " " + incident.subject();
        try {
            if (!raised.isKnown(alarm)) {
                raise(alarm);
            }
            troubled.remove(name);
            return true;
        } catch (SQLException | CommitFailedException | TimeoutException e) {
            if (troubled.add(name)) {
                log.warn(
                        "alarm type={} subject={} outcome=not-kept summary=\"{}\" error={}",
                        incident.kind().type(),
                        incident.subject(),
                        incident.summary(),
                        Journal.describe(e));
            }
            return false;
        }
    }

    private void raise(Alarm alarm) throws CommitFailedException, TimeoutException {
        Map<String, Object> payload = alarm.payload();
        Event event = event(payload, alarm);
        // who has no such router yet has asked for no alarm: the event is kept only, and not unrouted
        RoutingDecision decision =
                router.isThere(AlarmFamily.NAME) ? router.decide(event, payload) : new RoutingDecision();
        boolean fresh = commit(new RoutedEvent(event, decision, null));
        raised.add(alarm);
        if (fresh) {
            log.warn(
                    "alarm type={} subject={} id={} destinations={} summary=\"{}\"",
                    event.type(),
                    event.subject(),
                    event.id(),
                    decision.destinations(),
                    alarm.incident().summary());
        }
    }

    private Event event(Map<String, Object> payload, Alarm alarm) {
        try {
            return family.event(payload, alarm.json(), new Transmission(alarm.raisedAt(), null))
                    .event();
        } catch (NotAnEventException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return whether this process has stored it, and no other before */
    private boolean commit(RoutedEvent entry) throws CommitFailedException, TimeoutException {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        committer.commit(List.of(entry), (kept, failure) -> {
            if (kept == null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(kept);
            }
        });
        try {
            return answer.get(COMMIT_SECONDS, TimeUnit.SECONDS).fresh() > 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommitFailedException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends after the look in hand. It is not interrupted: that would close the file of an H2 journal. */
    @Override
    public void close() {
        open = false;
        timer.shutdown();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.error("alarms outcome=not-stopped seconds={}", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
