package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job of Bulk API 2.0, and what became of its rows. */
final class BulkJob {
    private static final int BATCH = 10_000;
    private static final Map<String, Character> DELIMITERS =
            Map.of("BACKQUOTE", '`', "CARET", '^', "COMMA", ',', "PIPE", '|', "SEMICOLON", ';', "TAB", '\t');
    private static final Map<String, String> LINE_ENDINGS = Map.of("LF", "\n", "CRLF", "\r\n");

    /** The steps of a job. */
    enum State {
        Open,
        UploadComplete,
        InProgress,
        JobComplete,
        Aborted,
        Failed
    }

    final String id;
    final SObjectType type;
    final String operation;
    final String key;
    final List<List<String>> successful = new ArrayList<>();
    final List<List<String>> failed = new ArrayList<>();
    final List<List<String>> unprocessed = new ArrayList<>();
    private final String delimiter;
    private final String lineEnding;
    private final String created;
    State state = State.Open;
    State end = State.JobComplete;
    int seen;
    String upload = "";
    String error = "";
    List<String> columns = List.of();

    BulkJob(String id, SObjectType type, JsonNode asked, String created) {
        this.id = id;
        this.type = type;
        this.created = created;
        this.operation = asked.path("operation").asText();
        this.key = asked.path("externalIdFieldName").asText();
        this.delimiter = asked.path("columnDelimiter").asText("COMMA");
        this.lineEnding = asked.path("lineEnding").asText("LF");
        boolean csv = asked.path("contentType").asText("CSV").equals("CSV");
        if (!csv || !DELIMITERS.containsKey(delimiter) || !LINE_ENDINGS.containsKey(lineEnding)) {
            throw new Refused(400, "INVALIDJOB", "Only CSV is understood, with a known delimiter and line ending");
        }
    }

    /** @throws IllegalArgumentException if the upload is not as declared */
    List<List<String>> lines() {
        return Csv.parse(upload, DELIMITERS.getOrDefault(delimiter, ','), LINE_ENDINGS.getOrDefault(lineEnding, "\n"));
    }

    Answer file(List<String> columns, List<List<String>> lines) {
        char separator = DELIMITERS.getOrDefault(delimiter, ',');
        String ending = LINE_ENDINGS.getOrDefault(lineEnding, "\n");
        StringBuilder file = new StringBuilder(Csv.line(columns, separator, ending));
        lines.forEach(line -> file.append(Csv.line(line, separator, ending)));
        return Answer.csv(file.toString());
    }

    int batches() {
        int rows = successful.size() + failed.size() + unprocessed.size();
        return (rows + BATCH - 1) / BATCH;
    }

    void fail(String message) {
        end = State.Failed;
        error = message;
    }

    Map<String, Object> json(String version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("operation", operation);
        json.put("object", type.name());
        json.put("createdById", Writing.USER);
        json.put("createdDate", created);
        json.put("systemModstamp", created);
        json.put("state", state.name());
        if (!key.isEmpty()) {
            json.put("externalIdFieldName", key);
        }
        json.put("concurrencyMode", "Parallel");
        json.put("contentType", "CSV");
        json.put("apiVersion", Double.parseDouble(version.substring(1)));
        if (state == State.Open) {
            json.put("contentUrl", "services/data/" + version + "/jobs/ingest/" + id + "/batches");
        }
        json.put("lineEnding", lineEnding);
        json.put("columnDelimiter", delimiter);
        return json;
    }

    /** The job with the numbers that it has once it has begun. */
    Map<String, Object> whole(String version) {
        Map<String, Object> json = json(version);
        boolean done = state == State.JobComplete || state == State.Failed;
        json.put("jobType", "V2Ingest");
        json.put("retries", 0);
        json.put("totalProcessingTime", 0);
        json.put("numberRecordsProcessed", done ? successful.size() + failed.size() : 0);
        json.put("numberRecordsFailed", done ? failed.size() : 0);
        if (state == State.Failed) {
            json.put("errorMessage", error);
        }
        return json;
    }
}
