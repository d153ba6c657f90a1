package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which types of event have counts of their own: the first of each family, by the counts. A sender may invent types without
 * end; all others are counted as {@code other}, while the events keep the types that they came with.
 *
 * <p>A type that was counted as another stays so, in every process and after every start: a new type gets its first row
 * under a lock, which is held to the end of its transaction.
 */
final class CountedTypes {
    static final String OTHER = "other";
    /** CMP, which has the most, documents some fifty. */
    static final int MOST = 200;

    private final Dialect dialect;
    /** What was committed when it was last looked at; once there are as many as may be, it is final. */
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    CountedTypes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** @return those of the types that are counted by themselves in this transaction */
    Set<String> of(Connection connection, String family, Collection<String> types) throws SQLException {
        Set<String> counted = known.getOrDefault(family, Set.of());
        if (counted.containsAll(types) || counted.size() >= MOST) {
            return counted;
        }
        dialect.lockCounts(connection);
        Set<String> committed = read(connection, family);
        known.put(family, Set.copyOf(committed));
        for (String type : types) {
            if (committed.size() < MOST) {
                committed.add(type);
            }
        }
        return committed;
    }

    private static Set<String> read(Connection connection, String family) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select distinct type from event_count where family = ?")) {
            select.setString(1, family);
            Set<String> types = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    types.add(row.getString(1));
                }
            }
            return types;
        }
    }
}
