package dev.serai.salesforce;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.outbox.Batch;
import dev.serai.outbox.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.jspecify.annotations.Nullable;

/** Calls camel-salesforce, each in an exchange of its own, and waits for the answer; not for ever. */
final class SalesforceClient {
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Of an answer in JSON: names, values and brackets. A page of 2,000 records with 20 fields has some 100,000. */
    private static final long MAX_TOKENS = 500_000;

    private static final ObjectReader OBJECT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .build()
            .readerFor(new TypeReference<Map<String, Object>>() {});

    private final ProducerTemplate template;
    private final String component;
    private final Duration timeout;

    /**
     * @param component the name of the org's component
     * @param timeout the org's own; a call may log in before, and the component may lose it
     */
    SalesforceClient(ProducerTemplate template, String component, Duration timeout) {
        this.template = template;
        this.component = component;
        this.timeout = timeout.multipliedBy(2).plus(GRACE);
    }

    /** The cheapest call there is, for what its answer tells of the day's calls. It needs no permission. */
    @Nullable
    Object ask() throws Exception {
        return call("getResources?rawPayload=true", null, Map.of(), null)
                .getMessage()
                .getBody();
    }

    /**
     * The limits of the org, as JSON.
     *
     * @throws JsonParseException if there is no answer in the answer
     */
    String limits() throws Exception {
        return json(call("limits?rawPayload=true", null, Map.of(), null));
    }

    /**
     * What an org says about an object, as JSON.
     *
     * @param sobject a {@link Soql#isName name}
     * @throws JsonParseException if there is no answer in the answer
     */
    String describe(String sobject) throws Exception {
        return json(call("getDescription?rawPayload=true&sObjectName=" + sobject, null, Map.of(), null));
    }

    /**
     * One page of a query, as JSON.
     *
     * @param operation {@code query} with a statement, or {@code queryMore} with the name of a page
     * @param batch the exchange on whose behalf it is asked
     * @throws JsonParseException if there is no answer in the answer
     */
    String page(String operation, String body, Exchange batch) throws Exception {
        mayGoOn(batch, Batch.of(batch).size());
        return json(call(operation + "?rawPayload=true", body, Map.of(), batch));
    }

    private static String json(Exchange answered) throws JsonParseException {
        byte[] answer = answered.getMessage().getBody(byte[].class);
        if (answer == null) {
            throw new JsonParseException(null, "an empty answer");
        }
        return new String(answer, StandardCharsets.UTF_8);
    }

    /**
     * Updates records of any types by their ids, at most 200.
     *
     * @param batch the exchange on whose behalf they are
     * @return one result per record, if the answer is what it should be
     */
    @Nullable
    Object update(List<Map<String, Object>> records, Map<String, Object> headers, Exchange batch) throws Exception {
        mayGoOn(batch, Batch.of(batch).size());
        return call("compositeUpdateSObjectCollections", records, headers, batch)
                .getMessage()
                .getBody();
    }

    /**
     * Upserts records of one type by a key that none of them shares with another, at most 200.
     *
     * @param size how many records there are with those of the calls before and after this one
     * @param batch the exchange on whose behalf they are; its headers go along
     * @return one result per record, if the answer is what it should be
     */
    @Nullable
    Object upsert(String sobject, String key, List<Map<?, ?>> records, int size, Exchange batch) throws Exception {
        mayGoOn(batch, size);
        String operation = "compositeUpsertSObjectCollections?sObjectName=" + sobject + "&sObjectIdName=" + key;
        return call(operation, records, batch.getMessage().getHeaders(), batch)
                .getMessage()
                .getBody();
    }

    /** The code of the first error of a call that was refused; empty if it has none. */
    static String code(SalesforceException e) {
        String code = e.getErrors() == null || e.getErrors().isEmpty()
                ? null
                : e.getErrors().get(0).getErrorCode();
        return code == null ? "" : code;
    }

    /**
     * What an answer says.
     *
     * @throws JsonProcessingException if it is no JSON object
     * @throws UnavailableException if it has too many values: a few bytes of JSON can become many of memory
     */
    Map<String, Object> object(String answer) throws JsonProcessingException {
        try {
            Map<String, Object> object = OBJECT.readValue(answer);
            if (object == null) {
                throw new JsonParseException(null, "null is no object");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new UnavailableException("an answer of more than " + MAX_TOKENS + " names and values");
        }
    }

    /** A large batch may need more calls than a stop waits for. It is sent again after the next start, which does no harm. */
    private static void mayGoOn(Exchange batch, int size) {
        if (size > Upsert.MAX_RECORDS && batch.getContext().isStopping()) {
            throw new UnavailableException("stopped in the middle of a large batch");
        }
    }

    private Exchange call(
            String operation, @Nullable Object body, Map<String, Object> headers, @Nullable Exchange batch)
            throws Exception {
        CompletableFuture<Exchange> answer = template.asyncSend(component + ":" + operation, exchange -> {
            if (batch != null) {
                // whose call it is
                exchange.getExchangeExtension().setFromEndpoint(batch.getFromEndpoint());
            }
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody(body);
        });
        Exchange exchange = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (exchange.getException() != null) {
            throw explained(exchange.getException(), exchange.getContext());
        }
        return exchange;
    }

    /** No event can be to blame for a login that fails, with any error. */
    private Exception explained(Exception failure, CamelContext context) throws SalesforceException {
        if (failure instanceof UnavailableException
                || !(context.hasComponent(component) instanceof SalesforceComponent salesforce)) {
            return failure;
        }
        SalesforceSession session = salesforce.getSession();
        if (session.getAccessToken() == null) {
            return new UnavailableException("login failed", failure);
        }
        if (session.getId() == null) {
            // camel-salesforce keeps a token that came without an id, and then no call works until a logout
            session.logout();
            return new UnavailableException("login failed: the answer has no id; allow the app the scope id");
        }
        return failure;
    }
}
