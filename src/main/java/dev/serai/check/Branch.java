package dev.serai.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a router that was asked about an event.
 *
 * @param place file and line
 * @param id of the step; null if the file gives it none
 * @param condition as the file writes it, after its kind; {@code otherwise} and {@code always} ask nothing
 * @param taken whether the event took the branch
 * @param compared what the condition asked of the event
 * @param destinations where the branch itself has sent the event, without the branches within it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Branch(
        String place,
        @Nullable String id,
        String condition,
        boolean taken,
        List<Compared> compared,
        List<String> destinations) {

    /**
     * A value of an event, which may be personal.
     *
     * @param what as the condition names it, such as <code>${header.eventType}</code>
     * @param value as text, at most {@value #MAX_VALUE} characters; null if the event has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Compared(String what, @Nullable String value) {
        static final int MAX_VALUE = 500;
    }

    Branch at(String elsewhere) {
        return new Branch(elsewhere, id, condition, taken, compared, destinations);
    }
}
