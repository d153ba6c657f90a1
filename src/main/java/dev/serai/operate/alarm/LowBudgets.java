package dev.serai.operate.alarm;

import dev.serai.alarm.AlarmKind;
import dev.serai.alarm.AlarmSource;
import dev.serai.alarm.Incident;
import dev.serai.salesforce.OrgSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Orgs of which fewer of the day's calls are left than the reserve. An org that has not told yet is none. */
public record LowBudgets(List<OrgSettings> orgs, MeterRegistry metrics) implements AlarmSource {
    private static final int PERCENT = 100;

    @Override
    public List<Incident> look(Instant now) {
        List<Incident> found = new ArrayList<>();
        for (OrgSettings org : orgs) {
            Gauge left = metrics.find("serai.salesforce.remaining")
                    .tag("org", org.name())
                    .gauge();
            double share = left == null ? Double.NaN : left.value();
            if (share < org.reserve().reserveBelow()) {
                found.add(incident(org, share));
            }
        }
        return found;
    }

    private static Incident incident(OrgSettings org, double share) {
        long percent = (long) Math.floor(share * PERCENT);
        long reserve = Math.round(org.reserve().reserveBelow() * PERCENT);
        return Incident.seen(
                AlarmKind.BUDGET_LOW,
                org.name(),
                percent + " % of the day's calls to " + org.name() + " are left; below " + reserve
                        + " % only the destinations of salesforce.priority call",
                Map.of("leftPercent", percent, "reservePercent", reserve));
    }
}
