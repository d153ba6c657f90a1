package dev.serai.operate.alarm;

import dev.serai.alarm.AlarmKind;
import dev.serai.alarm.AlarmSource;
import dev.serai.alarm.Incident;
import dev.serai.reconcile.ReconcileState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events that never arrived, as of the last reconciliation in this process. */
public record MissingReconciled(ReconcileState state) implements AlarmSource {
    @Override
    public List<Incident> look(Instant now) {
        return state.reasons().stream()
                .filter(reason -> reason.kind() == ReconcileState.Kind.MISSING)
                .map(reason -> Incident.seen(
                        AlarmKind.RECONCILE_MISSING, "campaign", reason.what(), Map.of("reason", reason.what())))
                .toList();
    }
}
