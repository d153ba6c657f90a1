package dev.serai.operate.doctor;

import dev.serai.config.Config;
import dev.serai.operate.GatewaySettings;
import dev.serai.outbox.Excerpt;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at all that a gateway needs around it, all checks at once. */
public final class Doctor {
    /** How long a check may take. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final List<DoctorCheck> checks;
    private final Duration limit;

    /** @param limit how long each check may take */
    Doctor(List<DoctorCheck> checks, Duration limit) {
        this.checks = List.copyOf(checks);
        this.limit = limit;
    }

    /**
     * Every check that there is, in the order of their lines.
     *
     * @param settings as they were read from {@code config}, which has no problems
     * @param environment the variables of the process
     * @throws IOException if the route files cannot be listed
     */
    public static Doctor of(Config config, GatewaySettings settings, Map<String, String> environment, Clock clock)
            throws IOException {
        List<FarEnd> farEnds = FarEnds.of(config, settings);
        List<DoctorCheck> checks = new ArrayList<>();
        checks.add(new SecretStrengthCheck(config));
        checks.add(new FilePermissionCheck(config, settings));
        checks.add(new DiskCheck(settings));
        checks.add(new MemoryCheck(settings, config.section("receive").home(), environment));
        checks.add(new PortCheck(settings));
        checks.add(new JournalCheck(settings, clock));
        checks.add(new JournalClockCheck(settings, clock));
        checks.add(new HttpClockCheck(farEnds, clock));
        settings.databases().forEach(database -> checks.add(new DatabaseReachCheck(database, settings.journal())));
        checks.add(new FarSideSettingsCheck(settings));
        farEnds.forEach(end -> checks.add(new ReachCheck(end, clock)));
        return new Doctor(checks, LIMIT);
    }

    /**
     * Looks at everything.
     *
     * @return in the order of the checks
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public List<Diagnosis> examine() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(Doctor::daemon);
        try {
            long until = System.nanoTime() + limit.toNanos();
            List<Future<List<Diagnosis>>> looking =
                    checks.stream().map(check -> threads.submit(check::look)).toList();
            List<Diagnosis> found = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                found.addAll(result(checks.get(i).name(), looking.get(i), until - System.nanoTime()));
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    /** One that hangs keeps no process. */
    private static Thread daemon(Runnable check) {
        Thread thread = new Thread(check, "doctor");
        thread.setDaemon(true);
        return thread;
    }

    private List<Diagnosis> result(String name, Future<List<Diagnosis>> looking, long nanos)
            throws InterruptedException {
        try {
            return looking.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Diagnosis.fail(
                    name,
                    "no answer within " + limit.toSeconds() + " s",
                    "see whether what is asked is overloaded, or behind a firewall that drops packets"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return List.of(Diagnosis.fail(
                    name,
                    "cannot be seen: " + cause.getClass().getSimpleName() + ": "
                            + Excerpt.line(String.valueOf(cause.getMessage())),
                    "mend the reason, and ask again"));
        }
    }
}
