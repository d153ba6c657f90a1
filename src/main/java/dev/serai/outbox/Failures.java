package dev.serai.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.outbox.Outcome.Failed;
import dev.serai.outbox.Outcome.Rest;
import dev.serai.outbox.Outcome.Retry;
import dev.serai.outbox.Outcome.Unknown;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.codehaus.groovy.control.CompilationFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** The one table from errors to outcomes; {@code docs/outcomes.md} says the same in words. */
final class Failures {
    /** Nobody answers at the other end, or not as who they should be. */
    private static final List<Class<? extends Exception>> UNREACHABLE = List.of(
            ConnectException.class,
            UnknownHostException.class,
            NoRouteToHostException.class,
            SSLException.class,
            ConnectTimeoutException.class,
            MailConnectException.class);

    /** Any event would run into these. */
    private static final List<Class<? extends Exception>> MISTAKES = List.of(
            CompilationFailedException.class,
            SimpleIllegalSyntaxException.class,
            FileNotFoundException.class,
            NoSuchBeanException.class,
            NoSuchEndpointException.class,
            ResolveEndpointFailedException.class,
            DirectConsumerNotAvailableException.class);

    private Failures() {}

    /** Classifies a call that failed as a whole, by the first of its causes that says something. */
    static Failed outcome(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable each = cause;
            if (UNREACHABLE.stream().anyMatch(type -> type.isInstance(each))) {
                return new Rest("unreachable: " + cause.getClass().getSimpleName(), false);
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

    private static @Nullable Failed known(Throwable cause) {
        if (cause instanceof Mistake mistake) {
            return new Rest(String.valueOf(mistake.getMessage()), true);
        }
        if (cause instanceof Unavailable unavailable) {
            return unavailable(unavailable);
        }
        if (cause instanceof SalesforceException salesforce) {
            return Refusal.ofCall(salesforce);
        }
        if (cause instanceof HttpOperationFailedException http) {
            return HttpRefusal.outcome(http);
        }
        if (cause instanceof SQLException sql) {
            return SqlErrors.outcome(sql);
        }
        if (cause instanceof FailedCallException call) {
            return call.outcome();
        }
        if (cause instanceof InterruptedIOException || cause instanceof TimeoutException) {
            return new Retry("no answer in time");
        }
        if (MISTAKES.stream().anyMatch(type -> type.isInstance(cause))) {
            return new Rest(cause.getClass().getSimpleName() + ": " + Excerpt.line(cause.getMessage()), true);
        }
        if (cause instanceof JsonProcessingException) {
            return new Retry("an answer that cannot be read");
        }
        if (cause instanceof IOException) {
            return new Retry("the connection broke off: " + cause.getClass().getSimpleName());
        }
        // camel-jdbc, when the mapping lacks a parameter of the statement
        if (cause instanceof RuntimeExchangeException missing
                && String.valueOf(missing.getMessage()).startsWith("Cannot find key [")) {
            return new Rest(Excerpt.line(missing.getMessage()).replaceFirst("] .*", "]") + " for the statement", true);
        }
        return null;
    }

    /** Whatever the error is that keeps the destination from working: no event is to blame for it. */
    private static Failed unavailable(Unavailable unavailable) {
        String message = String.valueOf(unavailable.getMessage());
        if (unavailable.getCause() == null) {
            return new Rest(message, false);
        }
        Failed why = outcome(unavailable.getCause());
        return why instanceof Rest rest
                ? new Rest(message + ": " + rest.reason(), rest.misconfigured(), rest.atLeast())
                : new Rest(message + ": " + why.reason(), false);
    }
}
