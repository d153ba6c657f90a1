package dev.serai.salesforce;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import dev.serai.outbox.ErrorClassifier;
import dev.serai.outbox.Excerpt;
import dev.serai.outbox.HttpStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;
import org.jspecify.annotations.Nullable;

/**
 * What an error code means, of a record or of a whole call. The codes are Salesforce's
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm">StatusCode</a>,
 * <a href="https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm#exception_code_topic">ExceptionCode</a>).
 *
 * <p>A record dies only by a code that names its own content. Any other code, also one that is not listed here, may be
 * mended by time or by an admin, and an opt-out that dies is a legal matter: it is retried.
 */
public final class SalesforceErrorClassifier implements ErrorClassifier {
    private enum Kind {
        /** Another transaction was in the way, the far side stumbled, or what was looked up has changed since. */
        NOW,
        /** The call was too much: its halves may do. */
        CALL,
        /** The org takes nothing at the moment. */
        ORG,
        /** Every record or call would get it, until an admin changes something. */
        MISTAKE,
        /** The content of this record. */
        RECORD
    }

    private static final Map<String, Kind> KINDS = Stream.of(
                    are(
                            Kind.NOW,
                            "UNABLE_TO_LOCK_ROW",
                            "ENTITY_IS_LOCKED",
                            "ENTITY_IS_DELETED",
                            "RECORD_IN_USE_BY_WORKFLOW"),
                    are(
                            Kind.NOW,
                            "QUERY_TIMEOUT",
                            "REQUEST_RUNNING_TOO_LONG",
                            "UNKNOWN_EXCEPTION",
                            "INVALID_QUERY_LOCATOR"),
                    are(
                            Kind.NOW,
                            "TXN_SECURITY_METERING_ERROR",
                            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                            "ALREADY_IN_PROCESS"),
                    are(Kind.NOW, "INVALID_CROSS_REFERENCE_KEY", "CANNOT_UPDATE_CONVERTED_LEAD"),
                    are(Kind.NOW, "SERVER_UNAVAILABLE", "TERRITORY_REALIGN_IN_PROGRESS"),
                    are(Kind.CALL, "LIMIT_EXCEEDED", "OPERATION_TOO_LARGE", "QUERY_TOO_COMPLICATED"),
                    are(Kind.ORG, "REQUEST_LIMIT_EXCEEDED", "LICENSE_LIMIT_EXCEEDED", "API_CURRENTLY_DISABLED"),
                    are(Kind.ORG, "ORG_IN_MAINTENANCE", "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE", "INVALID_SESSION_ID"),
                    are(Kind.ORG, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "PASSWORD_LOCKOUT"),
                    are(Kind.ORG, "LOGIN_DURING_RESTRICTED_DOMAIN", "LOGIN_DURING_RESTRICTED_TIME"),
                    are(
                            Kind.MISTAKE,
                            "INVALID_FIELD",
                            "INVALID_TYPE",
                            "INVALID_FIELD_FOR_INSERT_UPDATE",
                            "INVALID_ID_FIELD"),
                    are(Kind.MISTAKE, "STORAGE_LIMIT_EXCEEDED", "API_DISABLED_FOR_ORG", "UNSUPPORTED_API_VERSION"),
                    are(
                            Kind.MISTAKE,
                            "FUNCTIONALITY_NOT_ENABLED",
                            "REQUIRED_FEATURE_MISSING",
                            "PACKAGE_LICENSE_REQUIRED"),
                    are(
                            Kind.MISTAKE,
                            "CLIENT_NOT_ACCESSIBLE_FOR_USER",
                            "TRIAL_EXPIRED",
                            "ORG_LOCKED",
                            "INSUFFICIENT_ACCESS"),
                    are(Kind.RECORD, "STRING_TOO_LONG", "INVALID_EMAIL_ADDRESS", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
                    are(Kind.RECORD, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "NUMBER_OUTSIDE_VALID_RANGE"),
                    are(
                            Kind.RECORD,
                            "REQUIRED_FIELD_MISSING",
                            "MISSING_ARGUMENT",
                            "MALFORMED_ID",
                            "INVALID_CURRENCY_ISO"),
                    are(Kind.RECORD, "FIELD_INTEGRITY_EXCEPTION", "FIELD_FILTER_VALIDATION_EXCEPTION"),
                    are(Kind.RECORD, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET"),
                    are(Kind.RECORD, "DUPLICATE_VALUE", "DUPLICATE_EXTERNAL_ID", "JSON_PARSER_ERROR"))
            .flatMap(kinds -> kinds.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /**
     * What Salesforce allows one transaction, as triggers and flows run into it with 200 records where one alone would do
     * (<a href="https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_gov_limits.htm">governor
     * limits</a>).
     */
    private static final List<String> GOVERNOR_LIMITS = List.of(
            "limitexception",
            "too many ",
            "cpu time limit",
            "cpu limit",
            "heap size",
            "governor limit",
            "time limit exceeded",
            "transaction limit",
            "limit exceeded");

    /** Their messages repeat the value that was refused. */
    private static final Set<String> QUOTING = Set.of(
            "STRING_TOO_LONG",
            "INVALID_EMAIL_ADDRESS",
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            "JSON_PARSER_ERROR",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "NUMBER_OUTSIDE_VALID_RANGE");

    private static final Pattern COLUMN =
            Pattern.compile("No such column '([\\w.]{1,80})' on (?:sobject of type|entity) '?(\\w{1,80})");

    private static Map<String, Kind> are(Kind kind, String... codes) {
        return Arrays.stream(codes).collect(Collectors.toMap(code -> code, any -> kind));
    }

    @Override
    public @Nullable Failed ofRecord(RecordError error) {
        Kind kind = error.hasCode() ? kind(error.code(), error.message()) : null;
        if (kind == null && !isMalformed(error.code())) {
            return null;
        }
        String reason = reason(error);
        if (kind == Kind.CALL) {
            return new Unknown(reason);
        }
        if (kind == Kind.RECORD) {
            return new Dead(reason);
        }
        // the user may not touch this one, which an admin may mend; it says nothing about the others
        boolean mistake = kind == Kind.MISTAKE && !error.code().startsWith("INSUFFICIENT_ACCESS");
        return mistake ? new Suspend(reason, true) : new Retry(reason);
    }

    /** Triggers and flows wrap the limits and the locks that they run into in codes of their own. */
    private static @Nullable Kind kind(String code, String message) {
        String begin = Excerpt.begin(message);
        if (begin.contains("UNABLE_TO_LOCK_ROW") || begin.contains("ConcurrentPerOrgLongTxn")) {
            return Kind.NOW;
        }
        Kind kind = KINDS.get(code);
        // two calls at once may both insert one new key
        if (code.equals("DUPLICATE_VALUE") && begin.contains("duplicates value on record")) {
            return Kind.NOW;
        }
        boolean wrapped = kind == null || code.equals("UNKNOWN_EXCEPTION");
        String text = begin.toLowerCase(Locale.ROOT);
        return wrapped
                        && (code.startsWith("EXCEEDED_")
                                || code.startsWith("TOO_MANY_")
                                || GOVERNOR_LIMITS.stream().anyMatch(text::contains))
                ? Kind.CALL
                : kind;
    }

    /**
     * The message of the exception holds the answer and the address that was called, with what was asked for; only code and
     * fields are taken from it.
     */
    @Override
    public @Nullable Failed ofCall(Throwable error) {
        return error instanceof SalesforceException refused ? ofRefused(refused) : null;
    }

    private static @Nullable Failed ofRefused(SalesforceException e) {
        RestError error = e.getErrors() == null || e.getErrors().isEmpty()
                ? null
                : e.getErrors().get(0);
        if (error == null || error.getErrorCode() == null) {
            return withoutCode(e);
        }
        String code = error.getErrorCode();
        // the codes of the token endpoint, and only those, are OAuth's: invalid_grant and its like
        if (code.equals(code.toLowerCase(Locale.ROOT))) {
            return new Suspend("login refused: " + Excerpt.name(code), false);
        }
        String message = String.valueOf(error.getMessage());
        String reason =
                reason(new RecordError(code, message, error.getFields() == null ? List.of() : error.getFields()));
        Kind kind = kind(code, code.contains("ConcurrentPerOrgLongTxn") ? code : message);
        return kind == null
                ? byStatus(e.getStatusCode(), reason)
                : switch (kind) {
                    case NOW -> new Retry(reason);
                    case CALL -> new Unknown(reason);
                    case ORG -> new Suspend(reason, false);
                    case MISTAKE -> new Suspend(reason, true);
                    case RECORD -> new Dead(reason);
                };
    }

    /** A code that is not known may be about an event, and need not be for ever. */
    private static Failed byStatus(int status, String reason) {
        Failed byStatus = HttpStatus.failed(status, "");
        if (byStatus instanceof Suspend suspend) {
            return new Suspend(reason, suspend.misconfigured());
        }
        return byStatus instanceof Dead ? new Unknown(reason) : new Retry(reason);
    }

    /** Not Salesforce's word: something on the way there has answered, and no event is to blame. */
    private static @Nullable Failed withoutCode(SalesforceException e) {
        if (e.getStatusCode() == 0 || e.getCause() != null) {
            return null;
        }
        Failed byStatus = HttpStatus.failed(e.getStatusCode(), "");
        return byStatus instanceof Dead ? new Retry(byStatus.reason()) : byStatus;
    }

    /** Without values: the code, the fields, and of the message what names no person. */
    private static String reason(RecordError error) {
        Matcher column = COLUMN.matcher(Excerpt.begin(error.message()));
        if (column.find()) {
            return Excerpt.name(error.code()) + ": no field " + column.group(1) + " on " + column.group(2);
        }
        return QUOTING.contains(error.code()) || isMalformed(error.code()) ? error.reason("") : error.reason();
    }

    private static boolean isMalformed(String code) {
        return code.startsWith("MALFORMED");
    }
}
