package dev.serai.optimizely.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.config.Secret;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.outbox.Excerpt;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls an API over camel-http, one call at a time, so that it takes one of the connections that the API allows. A call that is
 * answered 429 is made again after a wait; one that is answered 5xx or not at all too, if it may be repeated.
 */
public final class ApiClient implements AutoCloseable {
    /** A page of 9,999 entries has about 3 MB. */
    private static final int MAX_BODY = 16 << 20;

    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(1);
    private static final int TOO_MANY = 429;
    private static final int UNAUTHORIZED = 401;
    private static final int REFUSAL = 300;
    private static final int SERVER_ERROR = 500;

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(2_000_000)
                            .build())
                    .build())
            .build();

    private final ApiSettings settings;
    private final Credentials credentials;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;

    /** @throws ApiException if credentials are missing */
    public ApiClient(ApiSettings settings, Credentials credentials) throws ApiException {
        String problem = settings.problem();
        if (problem != null) {
            throw new ApiException(ApiException.NO_ANSWER, problem);
        }
        this.settings = settings;
        this.credentials = credentials;
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(1);
        BoundedHttpComponent http = new BoundedHttpComponent(settings.timeout(), settings.timeout(), MAX_BODY);
        context.addComponent("http", http);
        context.addComponent("https", http);
        context.start();
        template = context.createProducerTemplate();
    }

    /**
     * What an API answered.
     *
     * @param retryAfter seconds; 0 if the answer does not say
     * @param link the header {@code Link}; empty if there is none
     */
    private record Answer(int status, String text, long retryAfter, String link) {}

    /**
     * A page of a list.
     *
     * @param link the header {@code Link} (RFC 8288); empty if there is none
     */
    record Page(JsonNode body, String link) {
        private static final Pattern NEXT =
                Pattern.compile("<([^>]*)>\\s*;[^,]*?\\brel\\s*=\\s*\"?next\"?(?=\\s*(?:[;,]|$))");

        /** The value of a parameter in the address of the next page, decoded; empty if there is no further page. */
        String next(String parameter) {
            Matcher next = NEXT.matcher(link);
            return !next.find()
                    ? ""
                    : Stream.of(next.group(1).replaceFirst("[^?]*\\??", "").split("&"))
                            .filter(each -> each.startsWith(parameter + "="))
                            .map(each ->
                                    URLDecoder.decode(each.substring(parameter.length() + 1), StandardCharsets.UTF_8))
                            .findFirst()
                            .orElse("");
        }
    }

    /**
     * Makes a call, again if it has to.
     *
     * @return the body as JSON; a {@link MissingNode} if there is none
     * @throws ApiException if the API refuses it or does not answer, or answers no JSON
     */
    public JsonNode call(ApiCall call) throws ApiException, InterruptedException {
        return page(call).body();
    }

    /** The same, with the link to the next page. */
    Page page(ApiCall call) throws ApiException, InterruptedException {
        Iterator<Duration> delays = settings.retryDelays().iterator();
        boolean renewed = false;
        while (true) {
            try {
                Answer answer = once(call);
                if (answer.status() == UNAUTHORIZED && !renewed && credentials.renew()) {
                    renewed = true;
                    continue;
                }
                boolean again = answer.status() == TOO_MANY || (call.repeatable() && answer.status() >= SERVER_ERROR);
                if (!again || !delays.hasNext()) {
                    return new Page(read(call, answer), answer.link());
                }
                pause(delays.next(), Duration.ofSeconds(answer.retryAfter()));
            } catch (ApiException e) {
                boolean again = e.status() == ApiException.NO_ANSWER && call.repeatable();
                if (!again || !delays.hasNext()) {
                    throw e;
                }
                pause(delays.next(), Duration.ZERO);
            }
        }
    }

    private static void pause(Duration delay, Duration asked) throws InterruptedException {
        Duration bounded = asked.compareTo(MAX_RETRY_AFTER) < 0 ? asked : MAX_RETRY_AFTER;
        Thread.sleep(Math.max(delay.toMillis(), bounded.toMillis()));
    }

    private Answer once(ApiCall call) throws ApiException, InterruptedException {
        String query = call.queryText();
        String path = URI.create(settings.url()).getRawPath() + call.path();
        String target = query.isEmpty() ? path : path + "?" + query;
        var headers = credentials.headers(call, target);
        Exchange exchange = template.request(settings.url() + "?throwExceptionOnFailure=false", sent -> {
            Message message = sent.getMessage();
            message.setHeader(Exchange.HTTP_METHOD, call.method());
            message.setHeader(Exchange.HTTP_URI, settings.url() + call.path());
            if (!query.isEmpty()) {
                message.setHeader(Exchange.HTTP_RAW_QUERY, query);
            }
            message.setHeader("Accept", "application/json");
            call.headers().forEach(message::setHeader);
            headers.forEach(message::setHeader);
            if (!call.type().isEmpty()) {
                message.setHeader(Exchange.CONTENT_TYPE, call.type());
                message.setBody(call.body().getBytes(StandardCharsets.UTF_8));
            }
        });
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Exception failure = exchange.getException();
        try {
            if (failure != null) {
                throw failure;
            }
            Message answer = exchange.getMessage();
            byte[] body = Objects.requireNonNullElse(answer.getMandatoryBody(byte[].class), new byte[0]);
            return new Answer(
                    Objects.requireNonNullElse(answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                    new String(body, StandardCharsets.UTF_8),
                    seconds(answer.getHeader("Retry-After", String.class)),
                    Objects.requireNonNullElse(answer.getHeader("Link", String.class), ""));
        } catch (org.apache.camel.InvalidPayloadException e) {
            return new Answer(
                    Objects.requireNonNullElse(
                            exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                    "",
                    seconds(exchange.getMessage().getHeader("Retry-After", String.class)),
                    "");
        } catch (Exception e) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    named(call) + " was not answered: " + e.getClass().getSimpleName() + ": "
                            + Excerpt.line(e.getMessage()) + "; is " + settings.keys() + ".url right, and can "
                            + URI.create(settings.url()).getHost() + " be reached from here?");
        }
    }

    private static long seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.strip().matches("\\d{1,6}") ? Long.parseLong(retryAfter.strip()) : 0;
    }

    private JsonNode read(ApiCall call, Answer answer) throws ApiException {
        if (answer.status() >= REFUSAL) {
            String told = excerpt(call, answer);
            throw new ApiException(
                    answer.status(),
                    named(call) + " was answered " + answer.status() + (told.isEmpty() ? "" : " " + told) + "; "
                            + nextStep(call, answer.status()));
        }
        if (answer.text().isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(answer.text());
        } catch (JsonProcessingException e) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    named(call) + " was answered " + answer.status() + " with something that is no JSON: "
                            + excerpt(call, answer) + "; is " + settings.keys()
                            + ".url right, or does a proxy answer?");
        }
    }

    /** An API may repeat what was sent. */
    private String excerpt(ApiCall call, Answer answer) {
        // more than an excerpt looks at, so that no half of a secret stays at its end
        String text = answer.text().substring(0, Math.min(answer.text().length(), 4 * Excerpt.LOOKED_AT));
        for (String secret : call.secrets()) {
            text = text.replace(secret, "…");
        }
        for (Secret credential : settings.credentials().values()) {
            text = text.replace(credential.value(), "…");
        }
        return Excerpt.ofAnswer(text);
    }

    private String named(ApiCall call) {
        return settings.keys() + ": " + call;
    }

    private String nextStep(ApiCall call, int status) {
        String known = call.refusals().get(status);
        if (known != null) {
            return known;
        }
        return switch (status) {
            case 401 ->
                "the credentials are refused; compare " + settings.keys() + ".* with what Optimizely has given you";
            case 403 -> "the user may not do this; ask Optimizely's customer support for the right";
            case TOO_MANY ->
                "too many calls at once or in a time; try again later, and see what else uses this account";
            default ->
                status >= SERVER_ERROR
                        ? "the API fails; try again later"
                        : "this is not documented; the words above come from the API";
        };
    }

    /** Which API it is, as messages name it. */
    public ApiSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        credentials.close();
        context.stop();
    }
}
