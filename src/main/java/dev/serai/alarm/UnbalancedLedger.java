package dev.serai.alarm;

import dev.serai.journal.Ledger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Whether the ledger balances. Verifying reads every row, which takes seconds for many millions of events: so it is rare. */
public final class UnbalancedLedger implements AlarmSource {
    private final Ledger ledger;
    private final Duration every;
    private Instant next;
    private boolean unbalanced;

    /**
     * @param every how often to verify
     * @param started the first time is so long after it
     */
    public UnbalancedLedger(Ledger ledger, Duration every, Instant started) {
        this.ledger = ledger;
        this.every = every;
        this.next = started.plus(every);
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        if (!next.isAfter(now)) {
            unbalanced = Boolean.FALSE.equals(ledger.read(true).balanced());
            next = now.plus(every);
        }
        return unbalanced
                ? List.of(Incident.seen(
                        AlarmKind.LEDGER_UNBALANCED,
                        "ledger",
                        "the counts of the ledger differ from the rows of the journal",
                        Map.of()))
                : List.of();
    }
}
