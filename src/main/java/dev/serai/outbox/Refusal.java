package dev.serai.outbox;

import dev.serai.outbox.Outcome.Dead;
import dev.serai.outbox.Outcome.Failed;
import dev.serai.outbox.Outcome.Rest;
import dev.serai.outbox.Outcome.Retry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.jspecify.annotations.Nullable;

/**
 * What an error code means, of a record or of a whole call. The codes are Salesforce's
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm">StatusCode</a>);
 * a code that nobody knows is the record's own fault.
 */
final class Refusal {
    /** Another transaction was in the way, the far side was busy, or what was looked up has changed since. */
    private static final Set<String> RETRY = Set.of(
            "UNABLE_TO_LOCK_ROW",
            "SERVER_UNAVAILABLE",
            "QUERY_TIMEOUT",
            "REQUEST_RUNNING_TOO_LONG",
            "TXN_SECURITY_METERING_ERROR",
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "API_CURRENTLY_DISABLED",
            "ENTITY_IS_DELETED",
            "INVALID_CROSS_REFERENCE_KEY",
            "CANNOT_UPDATE_CONVERTED_LEAD");

    /** Every record would get them. */
    private static final Set<String> MISTAKE =
            Set.of("INVALID_FIELD", "INVALID_TYPE", "INVALID_FIELD_FOR_INSERT_UPDATE", "STORAGE_LIMIT_EXCEEDED");

    /** So would every call. */
    private static final Set<String> MISTAKE_OF_CALL = Set.of("API_DISABLED_FOR_ORG", "INSUFFICIENT_ACCESS");

    /** Their messages repeat the value that was refused. */
    private static final Set<String> QUOTING = Set.of(
            "STRING_TOO_LONG",
            "INVALID_EMAIL_ADDRESS",
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            "JSON_PARSER_ERROR",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "NUMBER_OUTSIDE_VALID_RANGE");

    private static final Pattern COLUMN =
            Pattern.compile("No such column '([\\w.]+)' on (?:sobject of type|entity) '?(\\w+)");

    private Refusal() {}

    /**
     * What became of a record.
     *
     * @param message what the far side says, which may quote values
     * @param fields the fields it is about
     */
    static Outcome ofRecord(String code, String message, List<?> fields) {
        String reason = reason(code, message, fields);
        if (MISTAKE.contains(code)) {
            return new Rest(reason, true);
        }
        return RETRY.contains(code) || mayWorkLater(code, message) ? new Retry(reason) : new Dead(reason);
    }

    /**
     * Some triggers wrap a lock error in another code; two calls at once may both insert one new key; and what the user
     * may not touch, an admin may mend meanwhile.
     */
    private static boolean mayWorkLater(String code, String message) {
        return message.contains("UNABLE_TO_LOCK_ROW")
                || (code.equals("DUPLICATE_VALUE") && message.contains("duplicates value on record"))
                || code.startsWith("INSUFFICIENT_ACCESS");
    }

    /**
     * What became of a call that failed as a whole. Its message holds the answer and the address that was called, with what
     * was asked for; only code and fields are taken from it.
     *
     * @return null if its cause has to say
     */
    static @Nullable Failed ofCall(SalesforceException e) {
        RestError error = e.getErrors() == null || e.getErrors().isEmpty()
                ? null
                : e.getErrors().get(0);
        if (error == null || error.getErrorCode() == null) {
            return withoutCode(e);
        }
        String code = error.getErrorCode();
        // the codes of the token endpoint, and only those, are OAuth's: invalid_grant and its like
        if (code.equals(code.toLowerCase(Locale.ROOT))) {
            return new Rest("login refused: " + code, false);
        }
        String message = String.valueOf(error.getMessage());
        String reason = reason(code, message, error.getFields() == null ? List.of() : error.getFields());
        if (MISTAKE.contains(code) || MISTAKE_OF_CALL.contains(code)) {
            return new Rest(reason, true);
        }
        if ((code + message).contains("ConcurrentPerOrgLongTxn")) {
            return new Retry(reason);
        }
        Failed byStatus = Failures.http(e.getStatusCode());
        if (byStatus instanceof Rest rest) {
            return new Rest(reason, rest.misconfigured());
        }
        return byStatus instanceof Dead ? new Dead(reason) : new Retry(reason);
    }

    /** Not Salesforce's word: something on the way there has answered, and no event is to blame. */
    private static @Nullable Failed withoutCode(SalesforceException e) {
        if (e.getStatusCode() == 0 || e.getCause() instanceof SalesforceException) {
            return null;
        }
        Failed byStatus = Failures.http(e.getStatusCode());
        return byStatus instanceof Dead ? new Retry(byStatus.reason()) : byStatus;
    }

    /** Without values: the code, the fields, and of the message what names no person. */
    private static String reason(String code, String message, List<?> fields) {
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            return code + ": no field " + column.group(1) + " on " + column.group(2);
        }
        String text = QUOTING.contains(code) || code.startsWith("MALFORMED") ? "" : Failures.withoutValues(message);
        return code + (text.isEmpty() ? "" : ": " + text) + (fields.isEmpty() ? "" : " " + fields);
    }
}
