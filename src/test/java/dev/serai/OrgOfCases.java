package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.Case;
import dev.serai.event.Json;
import dev.serai.receive.Family.Received;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Salesforce org of the cases: in it, one Contact and one Lead have the address of the samples.
 *
 * <p>{@code record} is what is upserted, its key and its type left out, its people called {@code the Contact} and {@code
 * the Lead}; {@code mark} is what is written to both of them, nothing if it is missing.
 */
final class OrgOfCases implements AutoCloseable {
    private static final String ADDRESS = "john.smith@example.com";

    private final SalesforceSimulator salesforce = SalesforceSimulator.start(0);
    private final Map<String, String> names = new HashMap<>();

    Map<String, String> settings() {
        return Map.of(
                "salesforce.login-url", salesforce.url(),
                "salesforce.client-id", SalesforceSimulator.CLIENT_ID,
                "salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET);
    }

    /** Before each case. */
    void begin() {
        salesforce.reset();
        names.clear();
        names.put(salesforce.insert("Contact", Map.of("LastName", "Smith", "Email", ADDRESS)), "the Contact");
        names.put(
                salesforce.insert("Lead", Map.of("LastName", "Smith", "Company", "Smith", "Email", ADDRESS)),
                "the Lead");
    }

    void hasGot(Case given, Received arrived) throws IOException {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("attributes", Map.of("type", "Email_Event__c"));
        expected.put("Event_Key__c", arrived.event().id().toString());
        expected.putAll(Case.map(given.then().get("record")));
        assertThat(records("/Email_Event__c/Event_Key__c")).as(given.toString()).containsExactly(expected);
        assertThat(salesforce.records("Email_Event__c")).as(given.toString()).hasSize(1);

        List<Map<String, @Nullable Object>> marks = new ArrayList<>();
        if (given.then().get("mark") != null) {
            for (String person : List.of("Contact", "Lead")) {
                Map<String, @Nullable Object> mark = new LinkedHashMap<>();
                mark.put("attributes", Map.of("type", person));
                mark.putAll(Case.map(given.then().get("mark")));
                mark.put("Id", "the " + person);
                marks.add(mark);
            }
        }
        assertThat(records("/composite/sobjects")).as(given.toString()).isEqualTo(marks);
    }

    /** The record of an event. */
    Map<String, @Nullable Object> record(UUID event) {
        return salesforce.records("Email_Event__c").stream()
                .filter(record -> event.toString().equals(record.get("Event_Key__c")))
                .findFirst()
                .orElseThrow();
    }

    /** What was sent to a path. */
    private List<Map<String, @Nullable Object>> records(String path) throws IOException {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (Request request : salesforce.requests()) {
            if (request.status() == 200 && request.path().endsWith(path)) {
                for (Object each : (List<?>)
                        Objects.requireNonNull(Json.object(request.body()).get("records"))) {
                    Map<String, @Nullable Object> record = Case.map(each);
                    record.replaceAll((field, value) ->
                            names.getOrDefault(String.valueOf(value), "").isEmpty()
                                    ? value
                                    : names.get(String.valueOf(value)));
                    records.add(record);
                }
            }
        }
        return records;
    }

    @Override
    public void close() {
        salesforce.close();
    }
}
