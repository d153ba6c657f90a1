package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.journal.Json;
import dev.serai.outbox.Unavailable;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.RestError;

/**
 * Ingest jobs of Bulk API 2.0, one after the other
 * (<a href="https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-ingest.html">guide</a>).
 *
 * <p>By plain requests: camel-salesforce's own operations lose the status of an answer that is no JSON, and end an exchange
 * twice when a job cannot be closed.
 */
final class Jobs {
    private static final int LOOKED_AT = 2_000;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final String JSON = "application/json;charset=UTF-8";

    /** What every row would run into. */
    private static final Pattern NO_FIELD = Pattern.compile("InvalidBatch\\s*:\\s*Field name not found\\s*:\\s*(\\S+)");

    /** Something about the upload, and not about Salesforce. */
    private static final Pattern BAD_UPLOAD = Pattern.compile("InvalidBatch\\b|ClientInputError\\b");

    private final Calls calls;
    private final String path;
    private final Duration timeout;

    /** The rows that were written and those that were not, each with its key and what is said of it. */
    record Ended(List<Map<String, String>> successful, List<Map<String, String>> failed) {}

    /** @param timeout how long a job may take */
    Jobs(Calls calls, String apiVersion, Duration timeout) {
        this.calls = calls;
        this.path = "/services/data/v" + apiVersion + "/jobs/ingest";
        this.timeout = timeout;
    }

    /**
     * Upserts the rows of a file.
     *
     * @param wanted whether anybody still waits for it
     * @throws Unavailable if nobody waits for it any more
     * @throws SalesforceException if Salesforce refuses the job, or it has failed
     * @throws TimeoutException if it does not end in time, and was told to stop
     * @throws JsonProcessingException if an answer is not what it should be
     */
    Ended upsert(String sobject, String key, String csv, BooleanSupplier wanted) throws Exception {
        Map<String, Object> asked = Map.of(
                "object", sobject,
                "operation", "upsert",
                "externalIdFieldName", key,
                "contentType", "CSV",
                "lineEnding", "LF",
                "columnDelimiter", "COMMA");
        String job = path + "/" + text(calls.object(calls.raw("POST", path, JSON, Json.write(asked))), "id");
        try {
            calls.raw("PUT", job + "/batches", "text/csv", csv);
            calls.raw("PATCH", job, JSON, Json.write(Map.of("state", "UploadComplete")));
        } catch (Exception e) {
            throw stopped(job, e);
        }
        Map<String, Object> ended = ended(job, wanted);
        if (!text(ended, "state").equals("JobComplete")) {
            throw failure(sobject, text(ended, "state"), text(ended, "errorMessage"));
        }
        int failed = number(ended, "numberRecordsFailed");
        int written = number(ended, "numberRecordsProcessed") - failed;
        return new Ended(
                results(job + "/successfulResults", written, key), results(job + "/failedResults", failed, key));
    }

    private Map<String, Object> ended(String job, BooleanSupplier wanted) throws Exception {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
                sleep(pause);
                Map<String, Object> state = calls.object(calls.raw("GET", job, JSON, ""));
                if (List.of("JobComplete", "Failed", "Aborted").contains(text(state, "state"))) {
                    return state;
                }
                if (!wanted.getAsBoolean()) {
                    throw new Unavailable("stopped in the middle of a job");
                }
                if (System.nanoTime() > end) {
                    throw new TimeoutException("a job that does not end");
                }
            }
        } catch (Exception e) {
            throw stopped(job, e);
        }
    }

    private static void sleep(long millis) throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Nobody waits for the job any more. If it cannot be told, no harm is done: its rows are the same next time. */
    private Exception stopped(String job, Exception why) {
        try {
            calls.raw("PATCH", job, JSON, Json.write(Map.of("state", "Aborted")));
        } catch (Exception e) {
            why.addSuppressed(e);
        }
        return why;
    }

    /** In the form of an answer to a call, which it is for us. */
    private static SalesforceException failure(String sobject, String state, String message) {
        Matcher field = NO_FIELD.matcher(message.substring(0, Math.min(message.length(), LOOKED_AT)));
        if (field.find()) {
            return refused(
                    400, "INVALID_FIELD", "No such column '" + field.group(1) + "' on sobject of type " + sobject);
        }
        // of fewer rows at a time, those who are to blame will be found, or collections take them
        boolean ours = BAD_UPLOAD.matcher(message).lookingAt();
        return refused(ours ? 400 : 503, "Job" + state, message);
    }

    private static SalesforceException refused(int status, String code, String message) {
        return new SalesforceException(List.of(new RestError(code, message)), status);
    }

    /**
     * The results of one job at a time are in memory, since they are the largest answers.
     *
     * @param least as many as Salesforce has counted
     */
    private List<Map<String, String>> results(String path, int least, String key) throws Exception {
        if (least <= 0) {
            return List.of();
        }
        List<Map<String, String>> results;
        synchronized (calls) {
            results = Csv.records(
                    calls.raw("GET", path, "text/csv", ""), name -> name.startsWith("sf__") || name.equals(key));
        }
        if (results.size() < least) {
            throw new JsonParseException(null, "results that are not complete");
        }
        return results;
    }

    private static String text(Map<String, Object> job, String name) throws JsonParseException {
        Object value = job.get(name);
        if (value == null && !name.equals("errorMessage")) {
            throw new JsonParseException(null, "an answer about a job without its " + name);
        }
        return value == null ? "" : value.toString();
    }

    private static int number(Map<String, Object> job, String name) {
        return job.get(name) instanceof Number number ? number.intValue() : 0;
    }
}
