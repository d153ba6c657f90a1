package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The few statements and settings that are not the same, or not equally fast, on the two databases. */
interface Dialect {
    /** @throws IllegalArgumentException if the URL is of another database */
    static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return new H2Dialect();
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgresDialect();
        }
        throw new IllegalArgumentException("journal.url must begin with jdbc:h2: or jdbc:postgresql:");
    }

    /**
     * The URL with every option that the journal needs.
     *
     * @throws IllegalArgumentException if the URL sets an option with which events can be lost or counted wrongly
     */
    String url(String url);

    /** Whether two processes can open the database at once. */
    boolean shared();

    /** How many groups of receipts are kept at once. */
    int committers();

    /** Until the end of the transaction, no other transaction gives a type of event its first row in event_count. */
    void lockCounts(Connection connection) throws SQLException;

    /**
     * Until the end of the transaction, late webhooks and reconciliations do not store the same: a webhook shares the lock with
     * other webhooks, a reconciliation shares it with nobody.
     */
    void lockReconciled(Connection connection, boolean shared) throws SQLException;

    /** The condition of a partial index; empty if the database has none, so that the index holds every row. */
    String onlyWhere(String condition);

    /** The migrations that only this database gets. */
    String migrations();

    /** The settings of a transaction that searches; null if it needs none. */
    @Nullable
    String searchSettings();

    /** The same while an index of ranges of pages is asked, until {@link #searchSettings} are set again. */
    @Nullable
    String rangeSettings();

    /** Whether the deliveries of a destination, of a version or with a receipt are found without reading all. */
    boolean indexesDeliveries();

    /** SQL for the length of a text column, by what the database knows without reading the text: characters or bytes. */
    String size(String column);

    /**
     * After rows were erased: takes their values out of what the database keeps beside the rows, or has it done.
     *
     * @return what the files of the database still have, and what ends that
     */
    String forget(Connection connection) throws SQLException;

    /** @param pooler whether each transaction may be on another connection of the server */
    void configure(HikariConfig pool, Duration timeout, boolean pooler);

    /**
     * The statement that sets what the journal needs of a session.
     *
     * @param timeout how long a transaction may stand still
     * @param once for one transaction; else for the whole connection
     * @param delivers for the connections that read and settle deliveries
     * @return null if there is nothing to set
     */
    @Nullable
    String sessionSettings(Duration timeout, boolean once, boolean delivers);

    /** Whether each transaction may be on another connection of the server. */
    boolean isBehindPooler(Connection connection) throws SQLException;

    /** The settings of the server with which it loses committed events when its machine dies, such as {@code fsync=off}. */
    List<String> unsafe(Connection connection) throws SQLException;

    /** Whether several transactions may write at the same time. */
    boolean writesConcurrently();

    /** Whether rows that are all new can go in by {@link PostgresCopy}. */
    boolean copies();

    /**
     * Inserts the events that are not there yet.
     *
     * @param entries sorted by id, so that two writers never wait for each other in a circle
     * @return the ids that were new
     */
    Set<UUID> insertEvents(Connection connection, List<RoutedEvent> entries) throws SQLException;

    /**
     * Reads the rows of some ids.
     *
     * @param sql with {@code %s} where a column is compared with the ids
     */
    <T> List<T> listOf(Connection connection, String sql, List<UUID> ids, Query.Row<T> row) throws SQLException;

    /**
     * Changes or deletes the rows of some ids.
     *
     * @param sql with {@code %s} where a column is compared with the ids
     */
    void updateOf(Connection connection, String sql, List<UUID> ids) throws SQLException;

    /**
     * Frees some of the space of deleted rows, if nothing else in the database does.
     *
     * @return whether there is more
     */
    default boolean freeSpace(Connection connection) throws SQLException {
        return false;
    }

    /**
     * Writes the outcomes. A delivery that a person has closed changes only if it was delivered after all, because it was in
     * flight at that moment.
     *
     * @return how many of the deliveries were not delivered before
     */
    int settle(Connection connection, String destination, List<DeliveryUpdate> settlements) throws SQLException;
}
