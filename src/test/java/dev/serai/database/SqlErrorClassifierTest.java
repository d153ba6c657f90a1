package dev.serai.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.ErrorClassifiers;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of databases that are not at hand, with the states and codes that their drivers give them. */
class SqlErrorClassifierTest {
    private static final ErrorClassifiers ERRORS = new ErrorClassifiers(List.of(new SqlErrorClassifier()));

    /** Of ojdbc17 23.26, whose {@code errorMap.xml} has the states. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            23000 |     1 | ORA-00001: unique constraint (SERAI.PK) violated             | dead
            23000 |  1400 | ORA-01400: cannot insert NULL into ("SERAI"."T"."C")         | dead
            72000 | 12899 | ORA-12899: value too large for column "SERAI"."T"."C"        | dead
            22003 |  1438 | ORA-01438: value larger than specified precision allowed     | dead
            42000 |  1722 | ORA-01722: invalid number                                    | dead
            22008 |  1858 | ORA-01858: a non-numeric character was found                 | dead
            72000 |  1461 | ORA-01461: can bind a LONG value only for insert             | dead
            42000 |   942 | ORA-00942: table or view does not exist                      | misconfigured
            42000 |   904 | ORA-00904: "NO": invalid identifier                          | misconfigured
            42000 |  1031 | ORA-01031: insufficient privileges                           | misconfigured
            61000 |    60 | ORA-00060: deadlock detected while waiting for resource      | retry
            61000 |    54 | ORA-00054: resource busy and acquire with NOWAIT specified   | retry
            72000 |  8177 | ORA-08177: can't serialize access for this transaction       | retry
            08006 |  3113 | ORA-03113: end-of-file on communication channel              | retry
            08006 | 17002 | ORA-17002: I/O error: Socket read timed out                  | retry
            66000 | 12541 | ORA-12541: Cannot connect. No listener at host               | rest
            72000 |  1017 | ORA-01017: invalid credential or not authorized              | rest
            99999 | 28000 | ORA-28000: The account is locked.                            | rest
            72000 |  1653 | ORA-01653: unable to extend table SERAI.T                    | rest
            60000 |   600 | ORA-00600: internal error code                               | unknown
            """)
    void oracle(String state, int code, String message, String outcome) {
        assertThat(outcome(new SQLException(message, state, code))).isEqualTo(outcome);
    }

    /** Of mssql-jdbc 13.2, which makes a state of S and the number that the server calls state. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            23000 |  2627 | Violation of PRIMARY KEY constraint 'PK'. Cannot insert duplicate key | dead
            23000 |  2601 | Cannot insert duplicate key row in object 'dbo.T' with unique index   | dead
            23000 |   515 | Cannot insert the value NULL into column 'C'                          | dead
            23000 |   547 | The INSERT statement conflicted with the CHECK constraint "CK"        | dead
            22001 |  8152 | String or binary data would be truncated.                             | dead
            S0001 |  2628 | String or binary data would be truncated in table 'T', column 'C'.    | dead
            S0001 |   241 | Conversion failed when converting date and/or time                    | dead
            S0001 |  8114 | Error converting data type nvarchar to numeric.                       | dead
            S0006 | 13623 | Scalar value cannot be found in the specified JSON path.              | dead
            S0002 |   208 | Invalid object name 'T'.                                              | misconfigured
            S0001 |   207 | Invalid column name 'NO'.                                             | misconfigured
            S0005 |   229 | The INSERT permission was denied on the object 'T'                    | misconfigured
            S0001 |   102 | Incorrect syntax near 'x'.                                            | misconfigured
            40001 |  1205 | Transaction was deadlocked on lock resources with another process     | retry
            S0045 |  1222 | Lock request time out period exceeded.                                | retry
            HYT00 |     0 | The query has timed out.                                              | retry
            08S01 |     0 | Read timed out                                                        | retry
            S0001 |  3906 | Failed to update database "D" because the database is read-only.      | rest
            S0002 |  9002 | The transaction log for database 'D' is full                          | rest
            S0001 | 18456 | Login failed for user 'serai'.                                        | rest
            S0001 | 50000 | what a trigger raises                                                 | unknown
            """)
    void sqlServer(String state, int code, String message, String outcome) {
        assertThat(outcome(new SQLException(message, state, code))).isEqualTo(outcome);
    }

    /** Where MySQL says it with another state than MariaDB. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            HY000 |  1366 | Incorrect string value: 'Jane' for column 'c' at row 1           | dead
            HY000 |  3819 | Check constraint 'no_bad_title' is violated.                     | dead
            22032 |  3140 | Invalid JSON text: "Missing a comma" at position 3               | dead
            HY000 |  1836 | Running in read-only mode                                        | rest
            08S01 |  1153 | Got a packet bigger than 'max_allowed_packet' bytes              | dead
            """)
    void mySql(String state, int code, String message, String outcome) {
        assertThat(outcome(new SQLException(message, state, code))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            23000 | 1062 | Duplicate entry 'o'Neill-7' for key 'PRIMARY'     | Duplicate entry <value> for key 'PRIMARY'
            23000 | 2627 | Cannot insert it. The duplicate key value is (a). | Cannot insert it. The duplicate key value is <value>.
            S0001 | 2628 | Too long, column 'c'. Truncated value: 'Jane'.    | Too long, column <value>. Truncated value: <value>.
            HY000 | 1366 | Incorrect string value: 'Jane' for column `c`     | Incorrect string value: <value> for column `c`
            """)
    void noValueIsRepeated(String state, int code, String message, String repeated) {
        Failed failed = ERRORS.ofCall(new SQLException(message, state, code));

        assertThat(failed.reason()).isEqualTo("SQLState " + state + ": " + repeated);
    }

    @Test
    void withoutStateNothingIsKnown() {
        assertThat(outcome(new SQLException("something"))).isEqualTo("unknown");
    }

    private static String outcome(SQLException e) {
        Failed failed = ERRORS.ofCall(e);
        if (failed instanceof Suspend rest) {
            return rest.misconfigured() ? "misconfigured" : "rest";
        }
        return failed instanceof Dead ? "dead" : failed instanceof Retry ? "retry" : "unknown";
    }
}
