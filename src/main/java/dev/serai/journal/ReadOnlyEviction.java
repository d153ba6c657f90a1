package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Closes every connection of its pools as soon as one of them meets a server that takes no writes. After a fail-over the old
 * primary may go on read-only, and each pooled connection would stay with it until the end of its life, half an hour later. New
 * connections go where the host name of the URL leads now.
 */
public final class ReadOnlyEviction implements SQLExceptionOverride {
    /** PostgreSQL, MySQL; H2. */
    private static final Set<String> STATES = Set.of("25006", "90097");
    /** MariaDB and MySQL 1290 (of several options), 1792, 1836; SQL Server 3906; Oracle 16000. */
    private static final Set<Integer> CODES = Set.of(1792, 1836, 3906, 16000);

    private static final int OPTION_PREVENTS = 1290;

    private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();

    /** A new pool, whose connections are given up together with those of the others. */
    public HikariDataSource pool(HikariConfig config) {
        config.setExceptionOverride(this);
        return watched(new HikariDataSource(config));
    }

    /** @param tables statements that make what is not there, once, with the first connection */
    public HikariDataSource pool(HikariConfig config, String tables) {
        config.setExceptionOverride(this);
        return watched(new PoolWithTables(config, tables));
    }

    private HikariDataSource watched(HikariDataSource pool) {
        pools.add(pool);
        return pool;
    }

    @java.lang.Override
    public Override adjudicate(SQLException e) {
        if (!takesNoWrites(e)) {
            return Override.CONTINUE_EVICT;
        }
        for (HikariDataSource pool : pools) {
            if (pool.isRunning()) {
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        }
        return Override.MUST_EVICT;
    }

    private static boolean takesNoWrites(SQLException e) {
        return STATES.contains(Objects.requireNonNullElse(e.getSQLState(), ""))
                || CODES.contains(e.getErrorCode())
                || (e.getErrorCode() == OPTION_PREVENTS
                        && String.valueOf(e.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("read-only"));
    }
}
