package dev.serai.simulator.salesforce;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the platform does by itself to contacts and leads. */
final class PersonRules {
    private PersonRules() {}

    /** Another address has not bounced: the marks go, unless the same change sets them. */
    static void forgetBounce(Draft draft, Map<String, @Nullable Object> values) {
        Field email = draft.type().field("Email");
        if (values.containsKey("EmailBouncedReason")
                && email != null
                && draft.names(email)
                && !Objects.equals(draft.value(email), values.get("Email"))) {
            values.put("EmailBouncedReason", null);
            values.put("EmailBouncedDate", null);
        }
    }

    static void derive(SObjectType type, Map<String, @Nullable Object> values) {
        if (type.field("IsEmailBounced") != null) {
            values.put("IsEmailBounced", values.get("EmailBouncedReason") != null);
            values.put("Name", name(values));
        }
    }

    private static String name(Map<String, @Nullable Object> values) {
        return Stream.of("FirstName", "LastName")
                .map(values::get)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }
}
