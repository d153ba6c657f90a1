package dev.serai.reload;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.routes.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reload did.
 *
 * @param at when it was begun, as an instant
 * @param changes one for each file that was not as it runs; empty if nothing changed
 * @param problem why the directory could not be read, so that nothing was changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReloadReport(
        String at, List<Change> changes, @Nullable String problem) {

    /** What was done with a file. */
    public enum Action {
        /** It runs now. */
        LOADED,
        /** It has an error; the version before runs on, if there is one. */
        REFUSED,
        /** It is gone, and runs no longer. */
        REMOVED
    }

    /**
     * What was done with one file.
     *
     * @param name of the route file in its directory, without its suffix
     * @param before the version that ran; null if none did
     * @param after the version that runs; null if none does
     * @param compared how the new router differs over the last events of its family; null if it was not compared
     * @param findings what is wrong with the file
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            String name,
            Action action,
            @Nullable String before,
            @Nullable String after,
            @Nullable Comparison compared,
            List<Finding> findings) {}

    /** Whether a file was refused, or nothing could be read. */
    public boolean failed() {
        return problem != null || changes.stream().anyMatch(change -> change.action() == Action.REFUSED);
    }
}
