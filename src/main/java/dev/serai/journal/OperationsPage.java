package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some of the deliveries of a destination that an operator means.
 *
 * @param events whose deliveries are meant
 * @param next where the next page begins; null after the last one
 */
record OperationsPage(List<UUID> events, @Nullable Place next) {

    /** Where a page ends, by the time by which the state is read, and the id. */
    record Place(Instant at, UUID id) {
        static final Place FIRST = new Place(Instant.EPOCH, new UUID(0, 0));
    }

    private record Row(UUID id, Instant at, @Nullable String error) {}

    /** @param limit number of deliveries to look at; those whose error is not meant included */
    static OperationsPage read(
            Connection connection, OperationsFilter filter, String destination, Instant begun, Place after, int limit)
            throws SQLException {
        OperationsFilter.Condition meant = filter.condition(destination, begun);
        String order = filter.state().order();
        List<Object> values = new ArrayList<>(meant.values());
        values.addAll(List.of(after.at(), after.at(), after.id(), limit));
        List<Row> rows = new Query(connection, """
                select d.event_id, d.last_error, %1$s as place
                from delivery d join event e on e.id = d.event_id
                where %2$s and %1$s >= ? and (%1$s > ? or d.event_id > ?)
                order by %1$s, d.event_id limit ?
                """.formatted(order, meant.sql()), values.toArray())
                .list(row -> new Row(
                        row.getObject("event_id", UUID.class),
                        Objects.requireNonNull(Query.instant(row, "place")),
                        row.getString("last_error")));
        Row last = rows.size() < limit ? null : rows.get(rows.size() - 1);
        return new OperationsPage(
                rows.stream()
                        .filter(row -> filter.hasError(row.error()))
                        .map(Row::id)
                        .toList(),
                last == null ? null : new Place(last.at(), last.id()));
    }
}
