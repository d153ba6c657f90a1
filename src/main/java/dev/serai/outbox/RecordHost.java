package dev.serai.outbox;

import org.jspecify.annotations.Nullable;

/** A component of a far side that shows each of its records on a page for people. */
public interface RecordHost {
    /**
     * Where the pages are.
     *
     * @return the address of a record without "/" and its id; null as long as the far side has not told
     */
    @Nullable
    String recordsAt();

    /** Whether a route file calls this component, and not one of the same kind with another name. */
    boolean isCalledIn(String routeFile);

    /** Whether a text of a receipt can be the id of a record. */
    boolean isRecordId(String text);
}
