package dev.serai.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import dev.serai.outbox.ErrorClassifier.RecordError;
import groovy.lang.GroovyRuntimeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.codehaus.groovy.control.CompilationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The one table from errors to outcomes: what the {@link ErrorClassifier}s of the far sides say, and what holds for any far
 * side. {@code docs/outcomes.md} says the same in words.
 */
public final class ErrorClassifiers {
    private static final Set<Class<? extends Exception>> UNREACHABLE = Set.of(
            ConnectException.class, UnknownHostException.class, NoRouteToHostException.class, SSLException.class);

    /** Any event would run into these. */
    private static final List<Class<? extends Exception>> MISTAKES = List.of(
            CompilationFailedException.class,
            SimpleIllegalSyntaxException.class,
            FileNotFoundException.class,
            NoSuchBeanException.class,
            NoSuchEndpointException.class,
            ResolveEndpointFailedException.class,
            DirectConsumerNotAvailableException.class);

    private final List<ErrorClassifier> farSides;
    private final List<Class<? extends Exception>> unreachable;

    /** @param farSides the first that knows an error says what it means */
    public ErrorClassifiers(List<ErrorClassifier> farSides) {
        this.farSides = List.copyOf(farSides);
        this.unreachable = Stream.concat(
                        UNREACHABLE.stream(), farSides.stream().flatMap(each -> each.unreachable().stream()))
                .toList();
    }

    /** Classifies a call that failed as a whole, by the first of its causes that says something. */
    public Failed ofCall(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isOneOf(unreachable, cause)) {
                return new Suspend("unreachable: " + cause.getClass().getSimpleName(), false);
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Failed known = known(cause);
            if (known != null) {
                return known;
            }
        }
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return new Unknown(last.getClass().getSimpleName());
    }

    /** Classifies the refusal of one record. A code that is not known may be mended by time, or by an admin. */
    public Failed ofRecord(RecordError error) {
        return farSides.stream()
                .map(each -> each.ofRecord(error))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> error.hasCode() ? new Retry(error.reason()) : new Dead(error.reason()));
    }

    private @Nullable Failed known(Throwable cause) {
        if (cause instanceof MisconfiguredException mistake) {
            return new Suspend(String.valueOf(mistake.getMessage()), true);
        }
        if (cause instanceof UnavailableException unavailable) {
            return unavailable(unavailable);
        }
        if (cause instanceof FailedCallException call) {
            return call.outcome();
        }
        return farSides.stream()
                .map(each -> each.ofCall(cause))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> ofAnyFarSide(cause));
    }

    private static @Nullable Failed ofAnyFarSide(Throwable cause) {
        if (cause instanceof InterruptedIOException || cause instanceof TimeoutException) {
            return new Retry("no answer in time");
        }
        if (isOneOf(MISTAKES, cause)) {
            return new Suspend(cause.getClass().getSimpleName() + ": " + Excerpt.line(cause.getMessage()), true);
        }
        String mistake = cause instanceof GroovyRuntimeException groovy ? MappingWords.mistake(groovy) : null;
        if (mistake != null) {
            return new Suspend(mistake, true);
        }
        if (cause instanceof JsonProcessingException) {
            return new Retry("an answer that cannot be read");
        }
        return cause instanceof IOException
                ? new Retry("the connection broke off: " + cause.getClass().getSimpleName())
                : null;
    }

    private static boolean isOneOf(List<Class<? extends Exception>> types, Throwable cause) {
        return types.stream().anyMatch(type -> type.isInstance(cause));
    }

    /** No event is to blame for the error that keeps the destination from working. */
    private Failed unavailable(UnavailableException unavailable) {
        String message = String.valueOf(unavailable.getMessage());
        if (unavailable.getCause() == null) {
            return new Suspend(message, false);
        }
        Failed why = ofCall(unavailable.getCause());
        return why instanceof Suspend suspend
                ? new Suspend(message + ": " + suspend.reason(), suspend.misconfigured(), suspend.atLeast())
                : new Suspend(message + ": " + why.reason(), false);
    }
}
