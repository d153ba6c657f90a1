package dev.serai.alarm;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Looks for one kind of trouble. Used by one thread. */
public interface AlarmSource {
    /**
     * What is worth an alarm now. What lasts is found at every look; whether an alarm was raised already is not its matter.
     *
     * @throws SQLException if the journal does not answer; the next look tries again
     */
    List<Incident> look(Instant now) throws SQLException;

    /** The alarm of an incident of this source is in the journal, now or since earlier. */
    default void kept(Incident incident) {}
}
