package dev.serai.alarm;

import dev.serai.event.PersonalData;
import dev.serai.event.Text;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is found at one look and is worth an alarm.
 *
 * @param subject the destination, family, file, disk or org that it is about; at most 200 characters are kept
 * @param since when it began, as every gateway on the journal knows it; null if only this process has seen it
 * @param due from when on it is an alarm; null exactly if {@code since} is
 * @param summary one sentence; addresses and telephone numbers in it and in the details are masked
 * @param details numbers and names for programs, each with a JSON form
 */
public record Incident(
        AlarmKind kind,
        String subject,
        @Nullable Instant since,
        @Nullable Instant due,
        String summary,
        Map<String, Object> details) {
    private static final int MAX_SUBJECT = 200;

    public Incident {
        subject = Text.clean(subject, MAX_SUBJECT);
        summary = PersonalData.masked(summary);
        Map<String, Object> sorted = new TreeMap<>(details);
        sorted.replaceAll((name, value) -> value instanceof String text ? PersonalData.masked(text) : value);
        details = Collections.unmodifiableMap(sorted);
    }

    /** One that only this process has seen. */
    public static Incident seen(AlarmKind kind, String subject, String summary, Map<String, Object> details) {
        return new Incident(kind, subject, null, null, summary, details);
    }
}
