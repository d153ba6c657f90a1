package dev.serai.database;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.ErrorClassifier;
import dev.serai.outbox.Excerpt;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.RuntimeExchangeException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * What an error of a database means: by its SQLState, and by the vendor's code where the state says too little. MariaDB and
 * MySQL put much into HY000; the drivers of Oracle ({@code errorMap.xml} in the jar) and of SQL Server
 * ({@code SQLServerException}) have states of their own.
 */
public final class SqlErrorClassifier implements ErrorClassifier {
    private enum Kind {
        RETRY,
        SUSPEND,
        MISTAKE,
        /** Nothing for a column that must have something, no partition for a row: the event's own, or what any would meet. */
        DOUBTFUL,
        DEAD
    }

    private static final int CLASS = 2;

    /** By a state, by its class, or by its class and a code; the last is the strongest, the second the weakest. */
    private static final Map<String, Kind> KINDS = Stream.of(
                    // as PostgreSQL, H2 and MariaDB use the standard
                    are(Kind.DEAD, "01", "22", "23"),
                    are(Kind.RETRY, "08", "40", "53", "55", "57014"),
                    are(Kind.SUSPEND, "08001", "08004", "25006", "28", "57"),
                    are(Kind.MISTAKE, "42", "3D", "3F", "0A", "21", "07"),
                    are(Kind.DOUBTFUL, "23502"),

                    // MariaDB, MySQL: the row has changed, lock wait; interrupted, too slow
                    are(Kind.RETRY, "HY/1020", "HY/1205", "70/1317", "70/1969"),
                    // disk full, table full; read-only
                    are(Kind.SUSPEND, "HY/1021", "HY/1114", "HY/1290", "HY/1836"),
                    // a column that has no default and is not in the statement
                    are(Kind.MISTAKE, "HY/1364"),
                    // null for a column; no partition
                    are(Kind.DOUBTFUL, "23/1048", "HY/1526"),
                    // characters, check, JSON, an object for a text; too large a call, of which the half may do
                    are(Kind.DEAD, "HY/1366", "HY/3819", "HY/4038", "HY/4178", "08/1153", "HZ/-1"),

                    // Oracle: locks, deadlock, too many sessions; serialization, cancelled
                    are(Kind.RETRY, "61", "72/8177", "72/1013"),
                    // the way there; password wrong, expired, locked; read-only; quota, space
                    are(Kind.SUSPEND, "66", "72/1017", "99/28000", "72/28000", "99/28001", "72/28001", "72/16000"),
                    are(Kind.SUSPEND, "72/1536", "72/1653", "72/1654", "72/1688", "72/1691"),
                    // null for a column; no partition
                    are(Kind.DOUBTFUL, "23/1400", "72/14400"),
                    // no number; too long to be bound, too long for the column
                    are(Kind.DEAD, "42/1722", "72/1461", "72/12899"),

                    // SQL Server: lock wait, snapshot conflict, time-out
                    are(Kind.RETRY, "S0/1222", "S0/3960", "HYT00"),
                    // database, login; read-only, space, log; Azure, which limits or moves
                    are(Kind.SUSPEND, "S0/4060", "S0/18456", "S0/3906", "S0/1105", "S0/9002"),
                    are(Kind.SUSPEND, "S0/10928", "S0/40501", "S0/40613"),
                    // syntax, columns, tables, permissions
                    are(Kind.MISTAKE, "S0/102", "S0/156", "S0/207", "S0/208", "S0/213", "S0/229", "S0/2812"),
                    // null for a column
                    are(Kind.DOUBTFUL, "23/515"),
                    // too long, conversions and ranges, JSON
                    are(Kind.DEAD, "S0/2628", "S0/220", "S0/241", "S0/242", "S0/245", "S0/248", "S0/295"),
                    are(Kind.DEAD, "S0/8114", "S0/8115", "S0/13608", "S0/13609", "S0/13623"))
            .flatMap(kinds -> kinds.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** In these, what is quoted is the name of a column or a table, and nothing else. */
    private static final Set<Integer> NAMING = Set.of(1114, 1264, 1265, 1364, 1406, 4178, 12899);

    /** A value that was cut has no end. */
    private static final Pattern DUPLICATE = Pattern.compile("(?s)(?<=Duplicate entry )(?:'.*'(?= for key)|'.*$)"
            + "|(?<=The duplicate key value is )(?:\\(.*\\)|\\(.*$)");

    /** What MariaDB's driver begins with, another one each time. */
    private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

    private static Map<String, Kind> are(Kind kind, String... states) {
        return Arrays.stream(states).collect(Collectors.toMap(state -> state, any -> kind));
    }

    @Override
    public @Nullable Failed ofCall(Throwable error) {
        if (error instanceof SQLException sql) {
            return ofSql(sql);
        }
        // camel-jdbc, when the mapping lacks a parameter of the statement
        return error instanceof RuntimeExchangeException missing
                        && String.valueOf(missing.getMessage()).startsWith("Cannot find key [")
                ? new Suspend(Excerpt.line(missing.getMessage()).replaceFirst("] .*", "]") + " for the statement", true)
                : null;
    }

    private static @Nullable Failed ofSql(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        Kind kind = lacksPartition(e) ? Kind.DOUBTFUL : kind(state, e.getErrorCode());
        if (e instanceof SQLTransientConnectionException && kind != Kind.DEAD) {
            return unconnected(e);
        }
        if (kind == null) {
            return null;
        }
        String reason = "SQLState " + state + ": " + message(e, state);
        return switch (kind) {
            case RETRY -> new Retry(reason);
            case SUSPEND -> new Suspend(reason, false);
            case MISTAKE -> new Suspend(reason, true);
            case DOUBTFUL -> new Dead(reason, true);
            case DEAD -> new Dead(reason);
        };
    }

    private static @Nullable Kind kind(String state, int code) {
        if (state.length() < CLASS) {
            return null;
        }
        String byClass = state.substring(0, CLASS);
        return Stream.of(byClass + "/" + code, state, byClass)
                .map(KINDS::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** PostgreSQL has the state of a broken check for it, and says only in its message, in any language, what it is. */
    private static boolean lacksPartition(SQLException e) {
        return e instanceof PSQLException server
                && server.getServerErrorMessage() != null
                && "ExecFindPartition".equals(server.getServerErrorMessage().getRoutine());
    }

    /** The pool got no connection; only the driver's error below it can tell an absent server from a wrong database. */
    private static Failed unconnected(SQLException e) {
        return e.getCause() instanceof SQLException cause && ofSql(cause) instanceof Suspend suspend
                ? new Suspend("no connection: " + suspend.reason(), suspend.misconfigured())
                : new Suspend("unreachable: " + e.getClass().getSimpleName(), false);
    }

    /** What was refused is quoted by the errors of class 22, and by those that only a code tells. */
    private static String message(SQLException e, String state) {
        String message = CONNECTION
                .matcher(Objects.requireNonNullElse(e.getMessage(), ""))
                .replaceFirst("");
        boolean values = state.startsWith("22") || !KINDS.containsKey(state.substring(0, CLASS));
        return values && !NAMING.contains(e.getErrorCode())
                ? Excerpt.withoutValues(message)
                : Excerpt.line(DUPLICATE.matcher(Excerpt.begin(message)).replaceAll("<value>"));
    }
}
