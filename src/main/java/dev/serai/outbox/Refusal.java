package dev.serai.outbox;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a record's error code means. The codes are Salesforce's
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
     * @param message what the far side says, which may quote values
     * @param fields the fields it is about
     */
    static Outcome outcome(String code, String message, List<?> fields) {
        String reason = reason(code, message, fields);
        // some triggers wrap a lock error in another code, and two calls at once may both insert one new key
        // and what the user may not touch, an admin may mend meanwhile
        if (RETRY.contains(code)
                || code.startsWith("INSUFFICIENT_ACCESS")
                || message.contains("UNABLE_TO_LOCK_ROW")
                || (code.equals("DUPLICATE_VALUE") && message.contains("duplicates value on record"))) {
            return new Outcome.Retry(reason);
        }
        return MISTAKE.contains(code) ? new Outcome.Rest(reason, true) : new Outcome.Dead(reason);
    }

    /** Without values: the code, the fields, and of the message what names no person. */
    static String reason(String code, String message, List<?> fields) {
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            return code + ": no field " + column.group(1) + " on " + column.group(2);
        }
        String text = QUOTING.contains(code) || code.startsWith("MALFORMED") ? "" : Failures.withoutValues(message);
        return code + (text.isEmpty() ? "" : ": " + text) + (fields.isEmpty() ? "" : " " + fields);
    }
}
