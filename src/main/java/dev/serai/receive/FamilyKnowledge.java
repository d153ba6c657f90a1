package dev.serai.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.Json;
import dev.serai.journal.PersonKnowledge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the family of each event. A family that is served no more knows nothing. */
public final class FamilyKnowledge implements PersonKnowledge {
    private final Map<String, Family> families;

    public FamilyKnowledge(List<Family> families) {
        this.families = families.stream().collect(Collectors.toMap(Family::name, Function.identity()));
    }

    @Override
    public boolean isOptOut(String family, String type) {
        Family known = families.get(family);
        return known != null && known.isOptOut(type);
    }

    @Override
    public Optional<Recipient> recipient(Event event) {
        return Optional.ofNullable(ask(event, Family::recipient));
    }

    @Override
    public List<JoinKey> joinKeys(Event event) {
        List<JoinKey> keys = ask(event, (family, payload) -> family.joinKeys(event, payload));
        return keys == null ? List.of() : keys;
    }

    /** See {@link Family#ids}. */
    public Map<String, String> ids(Event event) {
        Map<String, String> ids = ask(event, Family::ids);
        return ids == null ? Map.of() : ids;
    }

    private <T> @Nullable T ask(Event event, BiFunction<Family, Map<String, Object>, @Nullable T> question) {
        Family family = families.get(event.family());
        try {
            return family == null || event.payload().isEmpty()
                    ? null
                    : question.apply(family, Json.payload(event.payload()));
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
