package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.salesforce.Writing.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * sObject Collections: up to 200 records in a call, and a result for each, in the order of the records.
 *
 * @see <a href="https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html">the
 *     guide</a>
 */
final class RecordLists {
    private static final int MAX_RECORDS = 200;
    private static final int MAX_CHUNKS = 10;
    private final Schema schema;
    private final Store store;
    private final Writing writing;
    private final Reading reading;

    RecordLists(Schema schema, Store store, Writing writing, Reading reading) {
        this.schema = schema;
        this.store = store;
        this.writing = writing;
        this.reading = reading;
    }

    /** The path is {@code composite/sobjects}, alone or with an object, or with an object and its key. */
    private final Map<String, Integer> triggers = new ConcurrentHashMap<>();

    RestAnswer answer(Call call) {
        return switch (call.words()) {
            case 2 -> plain(call);
            case 3 -> reading.several(call, schema.of(call.word(2)));
            case 4 -> upsert(call, schema.of(call.word(2)));
            default -> throw Refused.notFound();
        };
    }

    private RestAnswer plain(Call call) {
        Origin origin = Origin.of(call);
        return switch (call.method()) {
            case "POST" -> saved(write(call, drafts(call), draft -> writing.create(draft, origin)));
            case "PATCH" -> update(call, origin);
            case "DELETE" -> delete(call);
            default -> throw call.wrongMethod("POST, PATCH, DELETE");
        };
    }

    private RestAnswer update(Call call, Origin origin) {
        List<Draft> drafts = drafts(call);
        Repeated repeated = Repeated.among(drafts.stream().map(draft -> draft.text("Id")));
        return saved(write(call, drafts, draft -> {
            String id = draft.text("Id");
            if (id.isEmpty()) {
                throw new Unsaved("MISSING_ARGUMENT", "Id not specified in an update call", "Id");
            }
            repeated.refuse(id, "Duplicate id specified: " + id, "Id");
            return writing.update(id, draft, origin);
        }));
    }

    private RestAnswer upsert(Call call, SObjectType type) {
        if (!call.method().equals("PATCH")) {
            throw call.wrongMethod("PATCH");
        }
        Field key = schema.key(type, call.word(3));
        Origin origin = Origin.of(call);
        List<Draft> drafts = drafts(call);
        drafts.forEach(draft -> mustBe(type, draft.type()));
        Repeated repeated = Repeated.among(drafts.stream().map(draft -> draft.comparable(key)));
        List<SaveResult> results = write(call, drafts, draft -> {
            String message = "Duplicate external id specified: " + draft.text(key.name());
            repeated.refuse(draft.comparable(key), message, key.name());
            return writing.upsert(key, draft, origin);
        });
        return RestAnswer.json(
                200, results.stream().map(SaveResult::jsonOfUpsert).toList());
    }

    private RestAnswer delete(Call call) {
        List<String> ids = reading.ids(call.parameter("ids"));
        limit(ids.size());
        boolean allOrNone = "true".equals(call.parameter("allOrNone"));
        return saved(new Transaction(store, allOrNone).run(ids, id -> writing.delete(schema.ofId(id), id)));
    }

    private static RestAnswer saved(List<SaveResult> results) {
        return RestAnswer.json(200, results.stream().map(SaveResult::json).toList());
    }

    /** A trigger that asks once per record: 100 queries are what a transaction may have, whatever the records. */
    void trigger(String sobject, int most) {
        triggers.put(sobject, most);
    }

    void clear() {
        triggers.clear();
    }

    private List<SaveResult> write(Call call, List<Draft> drafts, Transaction.Step<Draft> written) {
        boolean allOrNone = call.json().path("allOrNone").asBoolean(false);
        Transaction.Step<Draft> step = draft -> {
            String sobject = draft.type().name();
            long together = drafts.stream()
                    .filter(each -> each.type().name().equals(sobject))
                    .count();
            if (together > triggers.getOrDefault(sobject, Integer.MAX_VALUE)) {
                throw new Unsaved(
                        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                        "EventTrigger: execution of AfterInsert\n\ncaused by: System.LimitException: Too many SOQL queries:"
                                + " 101\n\nTrigger.EventTrigger: line 7, column 1");
            }
            return written.apply(draft);
        };
        return new Transaction(store, allOrNone).run(drafts, step);
    }

    private List<Draft> drafts(Call call) {
        JsonNode records = call.json().path("records");
        if (!records.isArray()) {
            throw new Refused(400, "JSON_PARSER_ERROR", "The request body needs a list with the name records");
        }
        limit(records.size());
        List<Draft> drafts = new ArrayList<>();
        for (JsonNode record : records) {
            drafts.add(Draft.of(schema.named(record), record));
        }
        chunks(drafts);
        return drafts;
    }

    private static void limit(int records) {
        if (records > MAX_RECORDS) {
            throw new Refused(
                    400,
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than 200 records in this operation");
        }
    }

    private static void chunks(List<Draft> drafts) {
        int chunks = 0;
        for (int place = 0; place < drafts.size(); place++) {
            boolean other = place == 0
                    || !drafts.get(place).type().equals(drafts.get(place - 1).type());
            chunks += other ? 1 : 0;
        }
        if (chunks > MAX_CHUNKS) {
            throw new Refused(400, "LIMIT_EXCEEDED", "Cannot have more than 10 chunks in a single operation");
        }
    }

    static void mustBe(SObjectType expected, SObjectType given) {
        if (!expected.equals(given)) {
            throw new Refused(
                    400,
                    "INVALID_TYPE",
                    "The type " + given.name() + " of a record is not the " + expected.name() + " of the path");
        }
    }
}
