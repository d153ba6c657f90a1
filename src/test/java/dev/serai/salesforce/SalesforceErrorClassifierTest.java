package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dispatch.Outcome;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import dev.serai.outbox.ErrorClassifier.RecordError;
import dev.serai.outbox.ErrorClassifiers;
import java.net.ConnectException;
import java.util.List;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Salesforce's codes mean, of a record and of a whole call. */
class SalesforceErrorClassifierTest {
    private static final ErrorClassifiers ERRORS = new ErrorClassifiers(List.of(new SalesforceErrorClassifier()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            UNABLE_TO_LOCK_ROW                | unable to obtain exclusive access        | retry         | UNABLE_TO_LOCK_ROW: unable to obtain exclusive access [Name]
            CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY | System.QueryException: UNABLE_TO_LOCK_ROW | retry     | CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: System.QueryException: UNABLE_TO_LOCK_ROW [Name]
            CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY | System.LimitException: Too many SOQL  | unknown       | CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: System.LimitException: Too many SOQL [Name]
            DUPLICATE_VALUE                   | duplicates value on record with id       | retry         | DUPLICATE_VALUE: duplicates value on record with id [Name]
            DUPLICATE_VALUE                   | another field                            | dead          | DUPLICATE_VALUE: another field [Name]
            STRING_TOO_LONG                   | First Name: too long: Jane               | dead          | STRING_TOO_LONG [Name]
            INVALID_FIELD                     | No such column 'No__c' on sobject of type Lead | misconfigured | INVALID_FIELD: no field No__c on Lead
            INSUFFICIENT_ACCESS_OR_READONLY   | insufficient access rights               | retry         | INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights [Name]
            A_CODE_OF_TOMORROW                | something                                | retry         | A_CODE_OF_TOMORROW: something [Name]
            """)
    void ofARecord(String code, String message, String outcome, String reason) {
        Outcome.Failed failed = ERRORS.ofRecord(new RecordError(code, message, List.of("Name")));

        assertThat(word(failed)).isEqualTo(outcome);
        assertThat(failed.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REQUEST_LIMIT_EXCEEDED  | 403 | rest
            INVALID_SESSION_ID      | 401 | rest
            API_DISABLED_FOR_ORG    | 403 | misconfigured
            UNABLE_TO_LOCK_ROW      | 400 | retry
            OPERATION_TOO_LARGE     | 400 | unknown
            JSON_PARSER_ERROR       | 400 | dead
            A_CODE_OF_TOMORROW      | 400 | unknown
            A_CODE_OF_TOMORROW      | 404 | misconfigured
            A_CODE_OF_TOMORROW      | 503 | retry
            invalid_grant           | 400 | rest
            """)
    void ofACall(String code, int status, String outcome) {
        assertThat(word(ERRORS.ofCall(new SalesforceException(List.of(new RestError(code, "words")), status))))
                .isEqualTo(outcome);
    }

    @Test
    void whatAnswersOnTheWayThereBlamesNoEvent() {
        assertThat(ERRORS.ofCall(new SalesforceException("a proxy", 400))).isEqualTo(new Retry("HTTP 400"));
        assertThat(ERRORS.ofCall(new SalesforceException(new ConnectException())))
                .isEqualTo(new Suspend("unreachable: ConnectException", false));
    }

    private static String word(Outcome.Failed failed) {
        if (failed instanceof Suspend rest) {
            return rest.misconfigured() ? "misconfigured" : "rest";
        }
        return failed instanceof Dead ? "dead" : failed instanceof Unknown ? "unknown" : "retry";
    }
}
