package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import dev.serai.simulator.salesforce.Writing.Origin;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that an org is, behind its addresses. Its records are used under its lock. */
final class Org {
    private final Schema schema;
    private final Store store = new Store();
    private final Allowance allowance = new Allowance();
    private final DataStorage storage;
    private final Reading reading;
    private final Queries queries;
    private final Descriptions descriptions;
    private final Logins logins;
    private final Writing writing;
    private final RecordLists lists;
    private final SingleRecords records;

    /** @throws SourceException if the source cannot be simulated */
    Org(String url, Faults faults, Clock clock, Path source) {
        this.schema = new Schema(source);
        this.reading = new Reading(schema, store);
        this.queries = new Queries(schema, store, reading);
        this.descriptions = new Descriptions(schema);
        this.logins = new Logins(url, clock);
        this.storage = new DataStorage(schema, store);
        this.writing = new Writing(schema, store, storage, faults, clock);
        this.lists = new RecordLists(schema, store, writing, reading);
        this.records = new SingleRecords(schema, store, writing, reading);
    }

    Schema schema() {
        return schema;
    }

    Allowance allowance() {
        return allowance;
    }

    DataStorage dataStorage() {
        return storage;
    }

    Queries queries() {
        return queries;
    }

    Descriptions descriptions() {
        return descriptions;
    }

    Logins logins() {
        return logins;
    }

    RecordLists lists() {
        return lists;
    }

    SingleRecords records() {
        return records;
    }

    RestAnswer limits() {
        int events = schema.all().stream()
                .filter(SObjectType::isEvent)
                .mapToInt(type -> store.all(type).size())
                .sum();
        Map<String, Map<String, Integer>> limits = new TreeMap<>(allowance.limits(events));
        limits.putAll(storage.limits());
        return RestAnswer.json(200, limits);
    }

    synchronized String insert(String sobject, Map<String, ?> fields) {
        Draft draft = Draft.of(schema.of(sobject), json(fields));
        SaveResult created = Transaction.attempt(draft, each -> writing.create(each, Origin.SEED));
        mustSucceed(created);
        return created.id();
    }

    synchronized void update(String sobject, String id, Map<String, ?> fields) {
        Draft draft = Draft.of(schema.of(sobject), json(fields));
        mustSucceed(Transaction.attempt(draft, each -> writing.update(id, each, Origin.SEED)));
    }

    synchronized void delete(String sobject, String id) {
        SObjectType type = schema.of(sobject);
        mustSucceed(Transaction.attempt(id, each -> writing.delete(type, each)));
    }

    private static void mustSucceed(SaveResult result) {
        if (!result.success()) {
            throw new IllegalArgumentException(result.problems().toString());
        }
    }

    private static JsonNode json(Map<String, ?> fields) {
        Map<String, Object> plain = new LinkedHashMap<>();
        fields.forEach((name, value) -> plain.put(name, value instanceof Instant ? value.toString() : value));
        return StrictJson.tree(plain);
    }

    synchronized List<Map<String, @Nullable Object>> contents(SObjectType type) {
        return store.all(type).stream()
                .filter(row -> !row.deleted())
                .map(row -> Collections.unmodifiableMap(row.json(type.fields())))
                .toList();
    }

    /** No records, a new day and no logins; objects, hidden fields and rules stay. */
    synchronized void reset() {
        store.clear();
        lists.clear();
        allowance.renew();
        logins.expire();
    }
}
