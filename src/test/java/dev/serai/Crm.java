package dev.serai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.event.Json;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A gateway whose Salesforce is the simulator. */
final class Crm implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 20;
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    final SalesforceSimulator salesforce = SalesforceSimulator.start(0);
    private final String journal = Gateway.Database.H2.newUrl();
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Gateway gateway;

    Crm() {
        settings.putAll(Map.of(
                "salesforce.login-url", salesforce.url(),
                "salesforce.client-id", SalesforceSimulator.CLIENT_ID,
                "salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET,
                "salesforce.timeout", "2s",
                "outbox.max-linger", "0s",
                "outbox.retry-delays", "100ms",
                "outbox.give-up-after", "1h"));
    }

    /** Before the gateway starts, which it does with the first event. */
    Crm with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** As at the start, for another test with the same gateway: no records, requests, faults or events. */
    void begin() {
        salesforce.reset();
        salesforce.gzip(false);
        salesforce.pageSize(2_000);
        if (gateway != null) {
            for (String table : List.of("attempt", "delivery", "event")) {
                gateway.execute("delete from " + table);
            }
        }
    }

    Gateway gateway() {
        if (gateway == null) {
            gateway = Gateway.start(journal, Gateway.Database.H2.user(), settings);
        }
        return gateway;
    }

    /** Stops the gateway, with any number of events in flight; it starts again when it is asked for. */
    void stop() {
        gateway().close();
        gateway = null;
    }

    String contact(String email, Object... fields) {
        return salesforce.insert("Contact", fields(Map.of("LastName", "Smith", "Email", email), fields));
    }

    String lead(String email, Object... fields) {
        return salesforce.insert(
                "Lead", fields(Map.of("LastName", "Smith", "Company", "Smith Inc.", "Email", email), fields));
    }

    private static Map<String, Object> fields(Map<String, Object> first, Object... more) {
        Map<String, Object> fields = new LinkedHashMap<>(first);
        for (int i = 0; i < more.length; i += 2) {
            fields.put((String) more[i], more[i + 1]);
        }
        return fields;
    }

    static Map<String, Object> hardBounce(String email, Instant at) {
        Map<String, Object> bounce = event("campaign/bounce", email, at);
        bounce.put("category", "hardbounce");
        return bounce;
    }

    /** The sample as it is, about somebody and at a time. */
    static Map<String, Object> event(String sample, @Nullable String email, Instant at) {
        try {
            Map<String, Object> event = Json.object(Gateway.sample(sample));
            event.put("id", email + at);
            event.put("created", at.toEpochMilli());
            Map<String, @Nullable Object> addresses = new HashMap<>();
            addresses.put("EMAIL", email);
            event.put("mediaTypesToAddresses", addresses);
            return event;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one request, as Campaign does. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final Crm send(Map<String, Object>... events) {
        return send(List.of(events));
    }

    Crm send(List<Map<String, Object>> events) {
        gateway().post("campaign", Json.write(events));
        return this;
    }

    /** Waits until nothing waits for Salesforce any more, but for people it does not know. */
    Crm settled() {
        await().until(
                        () -> deliveries().stream()
                                .filter(each -> each.startsWith("waiting") && !each.contains(" unmatched: "))
                                .limit(SHOWN)
                                .toList(),
                        List::isEmpty);
        return this;
    }

    /** State, attempts and error of the deliveries, the oldest event first; as soon as one has been tried. */
    List<String> tried() {
        return await().until(this::deliveries, all -> all.stream().noneMatch("waiting 0"::equals));
    }

    List<String> deliveries() {
        return column("d.state || ' ' || d.attempts || coalesce(' ' || d.last_error, '')");
    }

    /** What Salesforce answered, the oldest event first. */
    List<JsonNode> receipts() {
        List<JsonNode> receipts = new ArrayList<>();
        for (String receipt : column("coalesce(d.receipt, 'null')")) {
            try {
                receipts.add(JSON.readTree(receipt));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return receipts;
    }

    /** Something of each delivery to Salesforce. */
    private List<String> column(String expression) {
        return texts("select " + expression + " as text from delivery d join event e on e.id = d.event_id"
                + " where d.destination like 'salesforce-%' order by e.occurred_at, e.id");
    }

    private List<String> texts(String sql) {
        return gateway().query(sql).stream()
                .map(row -> String.valueOf(row.get("text")))
                .toList();
    }

    /** Why a destination of Salesforce rests; waits until one does. */
    String suspension() {
        return await().until(
                        () -> texts(
                                "select suspended_reason || case when misconfigured then ' (misconfigured)' else '' end"
                                        + " as text from destination where suspended_reason is not null"
                                        + " and name like 'salesforce-%'"),
                        reasons -> !reasons.isEmpty())
                .get(0);
    }

    /** The one record of an object that has this address, or this key. */
    Map<String, Object> record(String sobject, String field, String value) {
        return salesforce.records(sobject).stream()
                .filter(each -> Objects.equals(each.get(field), value))
                .findFirst()
                .orElseThrow();
    }

    Map<String, Object> person(String sobject, String id) {
        return record(sobject, "Id", id);
    }

    List<Map<String, Object>> events() {
        return salesforce.records("Email_Event__c");
    }

    /** Requests of the API whose path ends so, but for what is asked. */
    List<Request> calls(String method, String path) {
        return salesforce.requests().stream()
                .filter(each -> each.method().equals(method))
                .filter(each -> each.path()
                        .replaceFirst("^/services/data/v[\\d.]+/", "")
                        .startsWith(path))
                .toList();
    }

    List<Request> upserts() {
        return calls("PATCH", "composite/sobjects/Email_Event__c/Event_Key__c");
    }

    /** The calls that mark people. */
    List<Request> marks() {
        return calls("PATCH", "composite/sobjects").stream()
                .filter(each -> each.path().endsWith("/composite/sobjects"))
                .toList();
    }

    /** What camel-salesforce lets escape on its own threads is told by what becomes of the events. */
    private static ConditionFactory await() {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(40));
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        salesforce.close();
    }
}
