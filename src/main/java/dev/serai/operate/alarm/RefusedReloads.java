package dev.serai.operate.alarm;

import dev.serai.alarm.AlarmKind;
import dev.serai.alarm.AlarmSource;
import dev.serai.alarm.Incident;
import dev.serai.reload.ReloadReport.Change;
import dev.serai.reload.RouteReload;
import dev.serai.routes.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Route files that the last reload has refused. */
public record RefusedReloads(RouteReload reload) implements AlarmSource {
    @Override
    public List<Incident> look(Instant now) {
        return reload.refused().stream().map(RefusedReloads::incident).toList();
    }

    private static Incident incident(Change change) {
        String reason = change.findings().stream()
                .filter(Finding::isError)
                .map(Finding::toString)
                .findFirst()
                .orElse("it cannot be loaded");
        String running = change.before() == null ? "no version of it runs" : "version " + change.before() + " runs on";
        return Incident.seen(
                AlarmKind.RELOAD_REFUSED,
                change.name(),
                "route file " + change.name() + " was refused, and " + running + ": " + reason,
                Map.of("reason", reason, "running", Objects.requireNonNullElse(change.before(), "none")));
    }
}
