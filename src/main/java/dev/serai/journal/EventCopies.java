package dev.serai.journal;

import dev.serai.event.RoutedEvent;
import dev.serai.journal.EventWriter.Result;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The corrected copies of events: each names its original, and its row of the audit is written with it. */
final class EventCopies {
    private EventCopies() {}

    /** An update of its own, because nearly every event is received, and the statement for those should stay as short as it is. */
    static void write(Connection connection, List<RoutedEvent> entries, List<Result> results) throws SQLException {
        for (int i = 0; i < results.size(); i++) {
            RoutedEvent entry = entries.get(i);
            RoutedEvent.Copy copy = entry.copy();
            if (copy != null && results.get(i) == Result.FRESH) {
                UUID id = entry.event().id();
                new Query(connection, "update event set copy_of = ? where id = ?", copy.original(), id).update();
                Map<String, Object> asked = Map.of("id", copy.original().toString(), "copy", id.toString());
                UUID audit = OperationsAudit.begin(
                        connection, entry.event().receivedAt(), copy.who(), Action.EDIT, null, asked, copy.reason());
                OperationsAudit.count(connection, audit, 1);
            }
        }
    }
}
