package dev.serai.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The events of which a process may have died. Each goes out alone, and a row says so before the call begins; so it is certain
 * which event was in flight when the process died.
 */
public final class OutAlone {
    private final Journal journal;

    public OutAlone(Journal journal) {
        this.journal = journal;
    }

    /**
     * An event that was out alone at least once when a process died.
     *
     * @param deaths how often nothing else was in flight in the process that died
     * @param last whether the event was out alone at the last death
     */
    public record Suspect(int deaths, boolean last) {}

    /** Notes, before the call, that an event goes out. */
    public void out(String destination, UUID event, Instant now, boolean sole) throws SQLException {
        journal.deliver(connection -> {
            new Query(connection, """
                    insert into out_alone (destination, event_id, sole, deaths) values (?, ?, false, 0)
                    on conflict do nothing
                    """, destination, event).update();
            return new Query(connection, """
                    update out_alone set since = ?, sole = ? where destination = ? and event_id = ?
                    """, now, sole, destination, event).update();
        });
    }

    /** Notes that other events may be in flight in the process too. */
    public void notSole(String destination, UUID event) throws SQLException {
        change("update out_alone set sole = false where destination = ? and event_id = ?", destination, event);
    }

    /** The call has ended, with any answer: the event is no suspect any more. */
    public void returned(String destination, UUID event) throws SQLException {
        change("delete from out_alone where destination = ? and event_id = ?", destination, event);
    }

    private void change(String sql, String destination, UUID event) throws SQLException {
        journal.deliver(connection -> new Query(connection, sql, destination, event).update());
    }

    /**
     * For the process that takes a destination over.
     *
     * @param died whether the process before it died; if it stopped in order, its last event has not ended it
     * @return all suspects of the destination
     */
    public Map<UUID, Suspect> takeOver(String destination, boolean died) throws SQLException {
        return journal.deliver(connection -> {
            Map<UUID, Suspect> suspects = new HashMap<>();
            new Query(
                            connection,
                            "select event_id, since, sole, deaths from out_alone where destination = ?",
                            destination)
                    .list(row -> {
                        boolean last = died && row.getObject("since") != null;
                        int deaths = row.getInt("deaths") + (last && row.getBoolean("sole") ? 1 : 0);
                        return suspects.put(row.getObject("event_id", UUID.class), new Suspect(deaths, last));
                    });
            new Query(connection, """
                    update out_alone set deaths = deaths + case when sole and ? then 1 else 0 end, since = null
                    where destination = ? and since is not null
                    """, died, destination).update();
            return suspects;
        });
    }
}
