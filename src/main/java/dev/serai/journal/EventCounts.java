package dev.serai.journal;

import dev.serai.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one transaction adds to event_count. Each committer of each process has rows of its own, so that two transactions
 * never wait for each other's rows.
 */
final class EventCounts {
    private final Map<Account, EnumMap<Count, Long>> counts = new TreeMap<>();

    /** One row of event_count. */
    private record Account(LocalDate day, String family, String type) implements Comparable<Account> {
        Account countedIn(Set<String> types) {
            return types.contains(type) ? this : new Account(day, family, CountedTypes.OTHER);
        }

        @Override
        public int compareTo(Account other) {
            int byDay = day.compareTo(other.day);
            int byFamily = byDay != 0 ? byDay : family.compareTo(other.family);
            return byFamily != 0 ? byFamily : type.compareTo(other.type);
        }
    }

    /** The columns, in the order of the statement. */
    enum Count {
        RECEIVED,
        DUPLICATE,
        FILTERED,
        UNROUTED,
        /** The event was deleted. */
        PRUNED,
        /** The event has lost its payload, because it is old. */
        BLANKED,
        /** The event has lost all that names a person. */
        ERASED
    }

    void add(Event event, Count count) {
        add(event, count, 1);
    }

    /** An event counts on the day it was received, also when it is routed later. */
    void add(Event event, Count count, long amount) {
        add(event.receivedAt(), event.family(), event.type(), count, amount);
    }

    void add(Instant receivedAt, String family, String type, Count count, long amount) {
        Account account = new Account(LocalDate.ofInstant(receivedAt, ZoneOffset.UTC), family, type);
        counts.computeIfAbsent(account, any -> new EnumMap<>(Count.class)).merge(count, amount, Long::sum);
    }

    void write(Connection connection, String process, CountedTypes types) throws SQLException {
        List<Map.Entry<Account, EnumMap<Count, Long>>> missing = update(
                connection, process, List.copyOf(counted(connection, types).entrySet()));
        if (!missing.isEmpty()) {
            insert(connection, process, missing);
            update(connection, process, missing);
        }
    }

    /** The counts; types without a row of their own are added up as {@code other}. */
    private Map<Account, EnumMap<Count, Long>> counted(Connection connection, CountedTypes types) throws SQLException {
        Map<String, Set<String>> byFamily = new TreeMap<>();
        counts.keySet().forEach(account -> byFamily.computeIfAbsent(account.family(), any -> new HashSet<>())
                .add(account.type()));
        for (Map.Entry<String, Set<String>> family : byFamily.entrySet()) {
            family.setValue(types.of(connection, family.getKey(), family.getValue()));
        }
        Map<Account, EnumMap<Count, Long>> counted = new TreeMap<>();
        counts.forEach((account, amounts) -> {
            EnumMap<Count, Long> sums = counted.computeIfAbsent(
                    account.countedIn(byFamily.getOrDefault(account.family(), Set.of())),
                    any -> new EnumMap<>(Count.class));
            amounts.forEach((count, amount) -> sums.merge(count, amount, Long::sum));
        });
        return counted;
    }

    /** @return the accounts that have no row yet */
    private static List<Map.Entry<Account, EnumMap<Count, Long>>> update(
            Connection connection, String process, List<Map.Entry<Account, EnumMap<Count, Long>>> accounts)
            throws SQLException {
        List<Map.Entry<Account, EnumMap<Count, Long>>> missing = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("""
                update event_count set received = received + ?, duplicate = duplicate + ?,
                                 filtered = filtered + ?, unrouted = unrouted + ?,
                                 pruned = pruned + ?, blanked = blanked + ?, erased = erased + ?
                where "day" = ? and process = ? and family = ? and type = ?
                """)) {
            for (Map.Entry<Account, EnumMap<Count, Long>> account : accounts) {
                int column = 1;
                for (Count count : Count.values()) {
                    update.setLong(column++, account.getValue().getOrDefault(count, 0L));
                }
                bind(update, column, process, account.getKey());
                update.addBatch();
            }
            int[] updated = update.executeBatch();
            for (int i = 0; i < updated.length; i++) {
                if (updated[i] == 0) {
                    missing.add(accounts.get(i));
                }
            }
        }
        return missing;
    }

    private static void insert(
            Connection connection, String process, List<Map.Entry<Account, EnumMap<Count, Long>>> accounts)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event_count ("day", process, family, type) values (?, ?, ?, ?) on conflict do nothing
                """)) {
            for (Map.Entry<Account, EnumMap<Count, Long>> account : accounts) {
                bind(insert, 1, process, account.getKey());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, int first, String process, Account account)
            throws SQLException {
        statement.setObject(first, account.day());
        statement.setString(first + 1, process);
        statement.setString(first + 2, account.family());
        statement.setString(first + 3, account.type());
    }
}
