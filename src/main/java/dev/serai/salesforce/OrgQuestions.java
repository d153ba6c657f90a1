package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonParseException;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.outbox.UnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.salesforce.api.NoSuchSObjectException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Asks one org about its objects, with the credentials of the configuration, and changes nothing there. It logs in with the first
 * question, and has the bounds of time and size of every other call.
 */
public final class OrgQuestions implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ErrorClassifiers errors = new ErrorClassifiers(List.of(new SalesforceErrorClassifier()));
    private final SalesforceClient calls;

    /** @throws UnavailableException if the credentials are not complete */
    public OrgQuestions(OrgSettings org) {
        String problem = org.problem();
        if (problem != null) {
            throw new UnavailableException(problem);
        }
        context.getShutdownStrategy().setTimeout(1);
        context.getRegistry().bind(org.name(), org.component(Clock.systemUTC(), new SimpleMeterRegistry()));
        context.start();
        calls = new SalesforceClient(context.createProducerTemplate(), org.name(), org.timeout());
    }

    /**
     * Asks about an object.
     *
     * @return nothing if there is no such object, or if the user may not see it
     * @throws UnavailableException if there is no answer, with the reason
     */
    public Optional<SObjectDescription> describe(String object) {
        if (!Soql.isName(object)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> answer = calls.object(calls.describe(object));
            if (!(answer.get("fields") instanceof List<?>)) {
                throw new JsonParseException(null, "an answer that is no description");
            }
            return Optional.of(SObjectDescription.of(answer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted");
        } catch (Exception e) {
            if (isMissing(e)) {
                return Optional.empty();
            }
            Failed failed = errors.ofCall(e);
            throw new UnavailableException(failed.reason());
        }
    }

    private static boolean isMissing(Exception e) {
        return e instanceof NoSuchSObjectException
                || (e instanceof SalesforceException refused
                        && refused.getStatusCode() == NOT_FOUND
                        && SalesforceClient.code(refused).equals("NOT_FOUND"));
    }

    @Override
    public void close() {
        context.stop();
    }
}
