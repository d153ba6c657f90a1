package bench;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** One transaction and one JDBC batch per request; the driver makes multi-row inserts of it (reWriteBatchedInserts). */
@Repository
class Journal {
    private static final String INSERT = """
            insert into event (id, family, type, subject, contact, occurred_at, received_at, payload)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private final JdbcTemplate jdbc;

    Journal(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    void keep(List<Event> events) {
        jdbc.batchUpdate(INSERT, events, Math.max(1, events.size()), Journal::bind);
    }

    private static void bind(PreparedStatement insert, Event event) throws SQLException {
        insert.setObject(1, event.id());
        insert.setString(2, event.family());
        insert.setString(3, event.type());
        insert.setString(4, event.subject());
        insert.setString(5, event.contact());
        Instant occurredAt = event.occurredAt();
        insert.setObject(6, occurredAt == null ? null : occurredAt.atOffset(ZoneOffset.UTC));
        insert.setObject(7, event.receivedAt().atOffset(ZoneOffset.UTC));
        insert.setString(8, event.payload());
    }
}
