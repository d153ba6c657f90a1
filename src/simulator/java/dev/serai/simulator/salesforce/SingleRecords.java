package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.salesforce.Writing.Origin;
import java.util.List;

/** {@code /sobjects/…}: one record per call, by id or by external id. */
final class SingleRecords {
    private final Schema schema;
    private final Store store;
    private final Writing writing;
    private final Reading reading;

    SingleRecords(Schema schema, Store store, Writing writing, Reading reading) {
        this.schema = schema;
        this.store = store;
        this.writing = writing;
        this.reading = reading;
    }

    /** Something about one record; a refusal of it is the answer. */
    private interface Deed {
        RestAnswer done() throws Unsaved;
    }

    RestAnswer create(Call call) {
        SObjectType type = schema.of(call.word(1));
        Draft draft = draft(call, type);
        return attempt(() -> {
            SaveResult result = writing.create(draft, Origin.of(call));
            return RestAnswer.json(201, result.json())
                    .with(
                            "Location",
                            "/services/data/%s/sobjects/%s/%s".formatted(call.version(), type.name(), result.id()));
        });
    }

    RestAnswer byId(Call call) {
        SObjectType type = notAnEvent(schema.of(call.word(1)), call);
        String id = call.word(2);
        return switch (call.method()) {
            case "GET" -> attempt(() -> reading.one(call, writing.existing(type, id)));
            case "PATCH" -> update(call, type, id);
            case "DELETE" ->
                attempt(() -> {
                    writing.delete(type, id);
                    return RestAnswer.empty(204);
                });
            default -> throw call.wrongMethod("GET, PATCH, DELETE");
        };
    }

    private RestAnswer update(Call call, SObjectType type, String id) {
        Draft draft = draft(call, type);
        mustNotName("Id", draft);
        return attempt(() -> {
            writing.update(id, draft, Origin.of(call));
            return RestAnswer.empty(204);
        });
    }

    RestAnswer byKey(Call call) {
        SObjectType type = notAnEvent(schema.of(call.word(1)), call);
        Field key = schema.key(type, call.word(2));
        List<Row> found = store.with(type, key, call.word(3));
        if (found.size() > 1) {
            return RestAnswer.json(
                    300, found.stream().map(row -> Reading.url(call, row)).toList());
        }
        return switch (call.method()) {
            case "GET" -> reading.one(call, only(found));
            case "PATCH" -> upsert(call, type, key, found);
            case "DELETE" ->
                attempt(() -> {
                    writing.delete(type, only(found).id());
                    return RestAnswer.empty(204);
                });
            default -> throw call.wrongMethod("GET, PATCH, DELETE");
        };
    }

    private RestAnswer upsert(Call call, SObjectType type, Field key, List<Row> found) {
        if (found.isEmpty() && "true".equals(call.parameter("updateOnly"))) {
            throw Refused.notFound();
        }
        Draft draft = draft(call, type);
        mustNotName(key.name(), draft);
        return attempt(() -> {
            SaveResult result = writing.upsert(key, draft.with(key, call.word(3)), Origin.of(call));
            return RestAnswer.json(result.created() ? 201 : 200, result.jsonOfUpsert());
        });
    }

    private static Row only(List<Row> found) {
        if (found.isEmpty()) {
            throw Refused.notFound();
        }
        return found.get(0);
    }

    private Draft draft(Call call, SObjectType type) {
        JsonNode body = call.json();
        if (body.has("attributes")) {
            RecordLists.mustBe(type, schema.named(body));
        }
        return Draft.of(type, body);
    }

    private static void mustNotName(String name, Draft draft) {
        if (draft.values().keySet().stream().anyMatch(field -> field.name().equals(name))) {
            throw new Refused(
                    400, "INVALID_FIELD", "The " + name + " field should not be specified in the sobject data.");
        }
    }

    private static SObjectType notAnEvent(SObjectType type, Call call) {
        if (type.isEvent()) {
            throw call.wrongMethod("POST");
        }
        return type;
    }

    private RestAnswer attempt(Deed deed) {
        try {
            return deed.done();
        } catch (Unsaved e) {
            ApiError problem = e.problem();
            return switch (problem.code()) {
                case "INVALID_CROSS_REFERENCE_KEY" ->
                    problem.fields().isEmpty() ? Refused.notFound().answer() : refused(400, problem);
                case "ENTITY_IS_DELETED" -> refused(problem.fields().isEmpty() ? 404 : 400, problem);
                default -> refused(400, problem);
            };
        }
    }

    private static RestAnswer refused(int status, ApiError problem) {
        return new Refused(status, problem).answer();
    }
}
