package dev.serai.http;

import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.ErrorClassifier;
import dev.serai.outbox.Excerpt;
import dev.serai.outbox.HttpStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** What an answer over HTTP means that is no success: its status, what it says, and when it wants the next call. */
public final class HttpErrorClassifier implements ErrorClassifier {
    /** A far side that names a longer time is asked again all the same: Serai does not wait for a year. */
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private static final int MAX_DIGITS = 9;

    @Override
    public Set<Class<? extends Exception>> unreachable() {
        return Set.of(ConnectTimeoutException.class);
    }

    @Override
    public @Nullable Failed ofCall(Throwable error) {
        return error instanceof HttpOperationFailedException refused ? ofAnswer(refused) : null;
    }

    private static Failed ofAnswer(HttpOperationFailedException e) {
        String text = Excerpt.ofAnswer(e.getResponseBody());
        Failed failed = HttpStatus.failed(e.getStatusCode(), text.isEmpty() ? "" : ": " + text);
        Duration wait = retryAfter(e.getResponseHeaders());
        boolean later = failed instanceof Retry || failed instanceof Suspend;
        // it has said that it is not about this event, and when to come again
        return later && !wait.isZero()
                ? new Suspend(failed.reason(), failed instanceof Suspend suspend && suspend.misconfigured(), wait)
                : failed;
    }

    /**
     * The time of {@code Retry-After}
     * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3</a>), in seconds or as a date; zero
     * if there is none that can be read.
     */
    static Duration retryAfter(@Nullable Map<String, String> headers) {
        String value = header(headers, "Retry-After");
        if (value.matches("\\d{1," + MAX_DIGITS + "}")) {
            return bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant until = date(value);
        // by the far side's own clock, if it tells the time
        Instant now = date(header(headers, "Date"));
        return until == null ? Duration.ZERO : bounded(Duration.between(now == null ? Instant.now() : now, until));
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }

    private static String header(@Nullable Map<String, String> headers, String name) {
        if (headers == null) {
            return "";
        }
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name) && header.getValue() != null)
                .map(header -> header.getValue().strip())
                .filter(value -> value.length() <= Excerpt.LOOKED_AT)
                .findFirst()
                .orElse("");
    }

    private static @Nullable Instant date(String value) {
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
