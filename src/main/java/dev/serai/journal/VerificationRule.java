package dev.serai.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * What must hold between the tables of a journal.
 *
 * @param name of the check
 * @param differences SQL, one row for each difference; {@code %s} is the size of a payload
 * @param meaning what a difference means
 * @param instead what to do
 */
record VerificationRule(String name, String differences, String meaning, String instead) {
    private static final int SHOWN = 20;
    private static final String RESTORE =
            "find out who changed the tables beside Serai; restore the last backup that verifies,"
                    + " and fetch what is missing since then with serai reconcile";

    /** In the order in which they run. */
    static final List<VerificationRule> ALL = List.of(
            new VerificationRule(
                    "events by day and type",
                    """
                    select "day", family, type, sum(kept) as counted_more_than_kept, sum(filtered) as filtered, sum(unrouted) as unrouted,
                           sum(blanked) as blanked, sum(erased) as erased
                    from (
                      select "day", family, type, received - duplicate - pruned as kept, filtered, unrouted, blanked, erased
                      from event_count
                      union all
                      select there.received_on, there.family, coalesce(counted.type, 'other'),
                             -there.kept, -there.filtered, -there.unrouted, -there.blanked, -there.erased
                      from (
                        select cast(e.received_at as date) as received_on, e.family, e.type, count(*) as kept,
                               count(e.unrouted) as unrouted,
                               count(case when %s = 0 and e.erased_at is null then 1 end) as blanked,
                               count(e.erased_at) as erased,
                               count(case when e.unrouted is null and not exists (
                                 select 1 from delivery d where d.event_id = e.id) then 1 end) as filtered
                        from event e group by cast(e.received_at as date), e.family, e.type) as there
                      left join (select distinct family, type from event_count) as counted
                        on counted.family = there.family and counted.type = there.type
                    ) as entries
                    group by "day", family, type
                    having sum(kept) <> 0 or sum(filtered) <> 0 or sum(unrouted) <> 0 or sum(blanked) <> 0
                      or sum(erased) <> 0
                    order by 1, 2, 3
                    """,
                    "the counts of a day and the events of that day differ by these numbers: a positive"
                            + " number of counted_more_than_kept is events that are gone",
                    RESTORE),
            new VerificationRule(
                    "delivered deliveries",
                    """
                    select name as destination, sum(delivered) as counted_more_than_kept from (
                      select name, delivered from destination
                      union all
                      select destination, -pruned from delivery_count
                      union all
                      select destination, -count(*) from delivery where state = 'delivered' group by destination
                    ) as entries
                    group by name having sum(delivered) <> 0 order by name
                    """,
                    "as many deliveries of the destination were counted when they were delivered, and are not there"
                            + " (or, with a minus, are there and were not counted)",
                    RESTORE),
            orphans("deliveries without event", "delivery", "event_id"),
            orphans("attempts without event", "attempt", "event_id"),
            orphans("earlier deliveries without event", "earlier_delivery", "event_id"),
            orphans("reconciled without event", "reconciled", "event_id"),
            new VerificationRule(
                    "deliveries without destination",
                    """
                    select d.destination, count(*) as deliveries from delivery d
                    where not exists (select 1 from destination where name = d.destination)
                    group by d.destination order by d.destination
                    """,
                    "the row of the destination is gone, and with it its pause and its counts",
                    RESTORE));

    private static VerificationRule orphans(String name, String table, String column) {
        return new VerificationRule(name, """
                        select o.%2$s as event, count(*) as row_count from %1$s o
                        left join event e on e.id = o.%2$s where e.id is null group by o.%2$s order by o.%2$s
                        """.formatted(table, column), "the event of these rows is gone", RESTORE);
    }

    /**
     * @param found number of differences
     * @param first the first of them, as {@code column=value}
     */
    record Differences(long found, List<String> first) {}

    Differences check(Connection connection, Dialect dialect) throws SQLException {
        String sql = differences.contains("%s") ? differences.formatted(dialect.size("e.payload")) : differences;
        List<String> first = new Query(connection, sql + " limit " + (SHOWN + 1)).list(VerificationRule::shown);
        if (first.size() <= SHOWN) {
            return new Differences(first.size(), first);
        }
        long found = new Query(connection, "select count(*) from (" + sql + ") as differences").number();
        return new Differences(found, new ArrayList<>(first.subList(0, SHOWN)));
    }

    private static String shown(ResultSet row) throws SQLException {
        StringJoiner columns = new StringJoiner(" ");
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            columns.add(row.getMetaData().getColumnLabel(i) + "=" + row.getString(i));
        }
        return columns.toString();
    }
}
