package dev.serai.operate.doctor;

import dev.serai.journal.JournalProbe;
import dev.serai.operate.GatewaySettings;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The clock of this machine against the one of the database. All gateways of one journal measure leases by their own clocks, so
 * these must agree to well within {@code outbox.lease}.
 */
record JournalClockCheck(GatewaySettings settings, Clock clock) implements DoctorCheck {
    private static final Duration SOME = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Diagnosis> look() {
        try {
            JournalProbe.Facts facts = JournalProbe.ask(settings.journal(), clock);
            Duration ahead = facts.ahead();
            return ahead == null ? List.of() : List.of(judge(ahead, facts.uncertainty()));
        } catch (SQLException e) {
            // the journal's own check says so
            return List.of();
        }
    }

    private Diagnosis judge(Duration ahead, Duration uncertainty) {
        Duration wrong = ahead.abs().minus(uncertainty);
        String said = "the clock of the database is " + ahead.abs().toMillis() + " ms "
                + (ahead.isNegative() ? "behind" : "ahead") + " (± " + uncertainty.toMillis() + " ms)";
        String instead = "let chrony or systemd-timesyncd set both clocks; gateways of one journal must agree to well"
                + " within outbox.lease=" + settings.dispatch().lease().toSeconds() + "s";
        return wrong.compareTo(SOME) < 0
                ? Diagnosis.ok(name(), said)
                : wrong.compareTo(settings.dispatch().lease().dividedBy(2)) < 0
                        ? Diagnosis.warn(name(), said, instead)
                        : Diagnosis.fail(name(), said, instead);
    }
}
