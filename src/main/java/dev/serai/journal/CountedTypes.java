package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which types of event have counts of their own: the first 200 of each family. A sender may invent any number of types; all
 * others are counted as {@code other}, and the events keep the types that they came with.
 *
 * <p>A type that is counted as {@code other} stays so, in every process and after every start, because a new type gets its
 * first row under a lock that is held to the end of its transaction.
 */
final class CountedTypes {
    static final String OTHER = "other";
    /** CMP documents the most types, about 50. */
    static final int MAX_TYPES = 200;

    private final Dialect dialect;
    /** The committed types, as last read; a family with {@link #MAX_TYPES} types gets no more. */
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

    CountedTypes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** @return the types of the family that have counts of their own in this transaction */
    Set<String> of(Connection connection, String family, Collection<String> types) throws SQLException {
        Set<String> counted = known.getOrDefault(family, Set.of());
        if (counted.containsAll(types) || counted.size() >= MAX_TYPES) {
            return counted;
        }
        dialect.lockCounts(connection);
        Set<String> committed = read(connection, family);
        known.put(family, Set.copyOf(committed));
        for (String type : types) {
            if (committed.size() < MAX_TYPES) {
                committed.add(type);
            }
        }
        return committed;
    }

    private static Set<String> read(Connection connection, String family) throws SQLException {
        return new HashSet<>(new Query(connection, "select distinct type from event_count where family = ?", family)
                .list(row -> row.getString(1)));
    }
}
