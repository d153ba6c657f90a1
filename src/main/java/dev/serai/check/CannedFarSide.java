package dev.serai.check;

import dev.serai.event.Json;
import dev.serai.routes.FarSide;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Says yes to every call of a case, and notes the calls. In its Salesforce, one Contact and one Lead have the address of the
 * samples.
 */
final class CannedFarSide implements FarSide {
    private static final String ADDRESS = "john.smith@example.com";
    /** The people by their ids; cases name them like this. */
    static final Map<String, String> PEOPLE =
            Map.of("003000000000001AAA", "the Contact", "00Q000000000001AAA", "the Lead");

    private static final Pattern LOOK_UP = Pattern.compile("(?is)select (.*?) from (\\w+) .*");

    private final List<Call> calls = new CopyOnWriteArrayList<>();

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

    /** The person of the type that is looked for, if the address is one of those that are. */
    private static byte[] page(String soql) {
        Matcher lookUp = LOOK_UP.matcher(soql);
        List<Object> records = List.of();
        if (lookUp.matches() && soql.contains(ADDRESS)) {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            List.of(lookUp.group(1).split("\\s*,\\s*")).forEach(field -> record.put(field, null));
            record.put("Email", ADDRESS);
            PEOPLE.forEach((id, name) -> {
                if (name.endsWith(lookUp.group(2))) {
                    record.put("Id", id);
                }
            });
            records = List.of(record);
        }
        return Json.write(Map.of("done", true, "records", records)).getBytes(StandardCharsets.UTF_8);
    }
}
