package dev.serai.alarm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Knows without the journal when this process has received something. */
@FunctionalInterface
public interface ReceivedLately {
    /** A time at or before the last event of a family; null if none is known. */
    @Nullable
    Instant last(String family);
}
