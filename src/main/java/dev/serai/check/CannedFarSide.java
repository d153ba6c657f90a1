package dev.serai.check;

import dev.serai.event.Json;
import dev.serai.routes.FarSide;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Says yes to every call, and notes the calls. In its Salesforce, one Contact and one Lead have each address that is known. */
final class CannedFarSide implements FarSide {
    /** Of the samples. */
    static final Predicate<String> SAMPLES = "john.smith@example.com"::equals;

    /** The people by their ids; cases name them like this. */
    static final Map<String, String> PEOPLE =
            Map.of("003000000000001AAA", "the Contact", "00Q000000000001AAA", "the Lead");

    private static final Pattern LOOK_UP = Pattern.compile("(?is)select (.*?) from (\\w+) .*");

    private static final Pattern ADDRESS = Pattern.compile("'([^']*@[^']*)'");

    private final Predicate<String> known;
    private final boolean wantsRequests;
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** @param known addresses of people in its Salesforce */
    CannedFarSide(Predicate<String> known, boolean wantsRequests) {
        this.known = known;
        this.wantsRequests = wantsRequests;
    }

    @Override
    public boolean wantsRequests() {
        return wantsRequests;
    }

    /** Forgets the calls so far. */
    void begin() {
        calls.clear();
    }

    List<Call> calls() {
        return calls;
    }

    /** The calls of an operation of Salesforce, or of any other component. */
    List<Call> calls(String... beginnings) {
        return calls.stream()
                .filter(call -> List.of(beginnings).stream().anyMatch(uri(call)::startsWith))
                .toList();
    }

    private static String uri(Call call) {
        return call.endpoint().getEndpointUri().replace("://", ":");
    }

    @Override
    public Answer answer(Call call) {
        calls.add(call);
        Object body = call.body();
        if (!call.scheme().startsWith("salesforce")) {
            return new Answer(Map.of(Exchange.HTTP_RESPONSE_CODE, 200), null);
        }
        return new Answer(
                Map.of(),
                body instanceof List<?> records
                        ? records.stream()
                                .map(record -> Map.of("success", true, "id", "a00000000000001AAA", "errors", List.of()))
                                .toList()
                        : page(String.valueOf(body)));
    }

    /** The person of the type that is looked for, for each address that is known. */
    private byte[] page(String soql) {
        Matcher lookUp = LOOK_UP.matcher(soql);
        List<Object> records = new ArrayList<>();
        if (lookUp.matches()) {
            Matcher address = ADDRESS.matcher(soql);
            while (address.find()) {
                if (known.test(address.group(1))) {
                    records.add(person(lookUp.group(1), lookUp.group(2), address.group(1)));
                }
            }
        }
        return Json.write(Map.of("done", true, "records", records)).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> person(String fields, String type, String address) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        List.of(fields.split("\\s*,\\s*")).forEach(field -> record.put(field, null));
        record.put("Email", address);
        PEOPLE.forEach((id, name) -> {
            if (name.endsWith(type)) {
                record.put("Id", id);
            }
        });
        return record;
    }
}
