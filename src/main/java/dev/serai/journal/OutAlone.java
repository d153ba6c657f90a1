package dev.serai.journal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What is known for certain about the events of which a process may have died: each goes out alone, and that is kept first. */
public final class OutAlone {
    private final Journal journal;

    public OutAlone(Journal journal) {
        this.journal = journal;
    }

    /**
     * An event that was out alone at least once when a process died.
     *
     * @param deaths how often the process had nothing else in hand
     * @param last whether that was so at the last death
     */
    public record Suspect(int deaths, boolean last) {}

    /** Notes, before the call, that an event goes out. */
    public void out(String destination, UUID event, Instant now, boolean sole) throws SQLException {
        journal.deliver(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                            insert into out_alone (destination, event_id, sole, deaths) values (?, ?, false, 0)
                            on conflict do nothing
                            """);
                    PreparedStatement update = connection.prepareStatement(
                            "update out_alone set since = ?, sole = ? where destination = ? and event_id = ?")) {
                insert.setString(1, destination);
                insert.setObject(2, event);
                insert.executeUpdate();
                update.setObject(1, Sql.timestamp(now));
                update.setBoolean(2, sole);
                update.setString(3, destination);
                update.setObject(4, event);
                return update.executeUpdate();
            }
        });
    }

    /** Notes that something else may be in hand beside it, or that it has come back. */
    public void notSole(String destination, UUID event) throws SQLException {
        change("update out_alone set sole = false where destination = ? and event_id = ?", destination, event);
    }

    /** It has come back, so that it is no suspect any more. */
    public void back(String destination, UUID event) throws SQLException {
        change("delete from out_alone where destination = ? and event_id = ?", destination, event);
    }

    private void change(String sql, String destination, UUID event) throws SQLException {
        journal.deliver(connection -> {
            try (PreparedStatement change = connection.prepareStatement(sql)) {
                change.setString(1, destination);
                change.setObject(2, event);
                return change.executeUpdate();
            }
        });
    }

    /**
     * For the one who takes a destination over.
     *
     * @param died whether the process before it died; else what it had out is not known to have ended it
     * @return all suspects of the destination
     */
    public Map<UUID, Suspect> takeOver(String destination, boolean died) throws SQLException {
        return journal.deliver(connection -> {
            Map<UUID, Suspect> suspects = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "select event_id, since, sole, deaths from out_alone where destination = ?");
                    PreparedStatement update = connection.prepareStatement("""
                            update out_alone set deaths = deaths + case when sole and ? then 1 else 0 end, since = null
                            where destination = ? and since is not null
                            """)) {
                select.setString(1, destination);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        boolean last = died && row.getObject("since") != null;
                        suspects.put(
                                row.getObject("event_id", UUID.class),
                                new Suspect(row.getInt("deaths") + (last && row.getBoolean("sole") ? 1 : 0), last));
                    }
                }
                update.setBoolean(1, died);
                update.setString(2, destination);
                update.executeUpdate();
            }
            return suspects;
        });
    }
}
