package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.salesforce.BulkJob.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /jobs/ingest}: Bulk API 2.0.
 *
 * <p>The rows are written when the upload is declared complete; whoever asks sees the job in progress before it is
 * complete, once if nothing else is said. The results come in another order than the rows.
 */
final class BulkJobs {
    private static final Set<String> OPERATIONS = Set.of("insert", "update", "upsert", "delete");
    private static final Set<State> ENDED = EnumSet.of(State.JobComplete, State.Aborted, State.Failed);
    private final Schema schema;
    private final Store store;
    private final Clock clock;
    private final BulkRun run;
    private final Map<String, BulkJob> jobs = new LinkedHashMap<>();
    private volatile int looks = 1;

    BulkJobs(Schema schema, Store store, Writing writing, Clock clock) {
        this.schema = schema;
        this.store = store;
        this.clock = clock;
        this.run = new BulkRun(schema, writing);
    }

    /** What Salesforce works off as one piece. */
    int batches() {
        return jobs.values().stream().mapToInt(BulkJob::batches).sum();
    }

    /** How often further jobs are seen in progress. */
    void take(int times) {
        looks = times;
    }

    void clear() {
        jobs.clear();
    }

    /** Processing ends in failure after that many rows of each further job. */
    void breakAfter(int rows) {
        run.breakAfter(rows);
    }

    Answer answer(Call call) {
        if (call.words() < 2 || !call.word(1).equals("ingest") || call.words() > 4) {
            throw Refused.notFound();
        }
        return switch (call.words()) {
            case 2 -> call.method().equals("POST") ? create(call) : list(call);
            case 3 -> job(call, find(call));
            default -> part(call, find(call));
        };
    }

    private Answer create(Call call) {
        JsonNode asked = call.json();
        SObjectType type = schema.find(asked.path("object").asText());
        if (type == null || type.isEvent()) {
            throw new Refused(
                    400,
                    "INVALIDENTITY",
                    "Unable to find object: " + asked.path("object").asText());
        }
        BulkJob job = new BulkJob(store.newId("750"), type, asked, Values.written(clock.instant()));
        if (!OPERATIONS.contains(job.operation)) {
            throw new Refused(400, "INVALIDOPERATION", "Unknown operation: " + job.operation);
        }
        if (job.operation.equals("upsert")) {
            key(job);
        }
        jobs.put(job.id, job);
        return Answer.json(200, job.json(call.version()));
    }

    private void key(BulkJob job) {
        if (job.key.isEmpty()) {
            throw new Refused(400, "INVALIDJOB", "External ID was blank for " + job.type.name());
        }
        Field key = schema.visible(job.type, job.key);
        if (key == null || !key.is(Field.Trait.EXTERNAL_ID)) {
            throw new Refused(400, "INVALIDJOB", "Field name provided, " + job.key + " does not match an External ID");
        }
    }

    private Answer list(Call call) {
        List<Map<String, Object>> all = new ArrayList<>();
        jobs.values().forEach(job -> all.add(job.json(call.version())));
        return Answer.json(200, Map.of("done", true, "records", all));
    }

    private BulkJob find(Call call) {
        BulkJob job = RecordId.read(call.word(2)).map(jobs::get).orElse(null);
        if (job == null) {
            throw Refused.notFound();
        }
        return job;
    }

    private Answer job(Call call, BulkJob job) {
        return switch (call.method()) {
            case "GET" -> look(call, job);
            case "PATCH" -> move(call, job);
            case "DELETE" -> delete(job);
            default -> throw call.wrongMethod("GET, PATCH, DELETE");
        };
    }

    private Answer look(Call call, BulkJob job) {
        if (job.state == State.InProgress) {
            job.seen++;
            job.state = job.seen >= looks ? job.end : job.state;
        } else if (job.state == State.UploadComplete) {
            job.state = State.InProgress;
        }
        return Answer.json(200, job.whole(call.version()));
    }

    private Answer move(Call call, BulkJob job) {
        String state = call.json().path("state").asText();
        if (state.equals("UploadComplete") && job.state == State.Open) {
            job.state = State.UploadComplete;
            run.process(job);
        } else if (state.equals("Aborted") && !ENDED.contains(job.state)) {
            if (job.state == State.Open) {
                run.abandon(job);
            }
            job.state = State.Aborted;
        } else {
            throw wrongState(job, "Job cannot become " + state);
        }
        return Answer.json(200, job.json(call.version()));
    }

    private Answer delete(BulkJob job) {
        if (!ENDED.contains(job.state)) {
            throw wrongState(job, "Job cannot be deleted");
        }
        jobs.remove(job.id);
        return Answer.empty(204);
    }

    private Answer part(Call call, BulkJob job) {
        if (call.word(3).equals("batches")) {
            return upload(call, job);
        }
        if (!call.method().equals("GET")) {
            throw call.wrongMethod("GET");
        }
        if (!ENDED.contains(job.state)) {
            throw wrongState(job, "The results are not there yet");
        }
        return switch (call.word(3)) {
            case "successfulResults" -> job.file(run.columns(job, "sf__Id", "sf__Created"), reversed(job.successful));
            case "failedResults" -> job.file(run.columns(job, "sf__Id", "sf__Error"), reversed(job.failed));
            case "unprocessedrecords" -> job.file(job.columns, job.unprocessed);
            default -> throw Refused.notFound();
        };
    }

    /** The order of the rows is not kept. */
    private static List<List<String>> reversed(List<List<String>> rows) {
        List<List<String>> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Answer upload(Call call, BulkJob job) {
        if (!call.method().equals("PUT")) {
            throw call.wrongMethod("PUT");
        }
        if (!call.has("text/csv")) {
            throw new Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Content type has to be text/csv");
        }
        if (job.state != State.Open || !job.upload.isEmpty()) {
            throw wrongState(job, "A job takes one upload, while it is open");
        }
        job.upload = call.request().body();
        return Answer.empty(201);
    }

    private static Refused wrongState(BulkJob job, String message) {
        return new Refused(400, "INVALIDJOBSTATE", message + ". Job " + job.id + " is " + job.state);
    }
}
