package dev.serai.http;

import dev.serai.dispatch.Outcome;
import dev.serai.outbox.Batch;
import dev.serai.outbox.FailedCallException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what a route adds to the address of an HTTP call: {@code CamelHttpPath}, a list of its parts or a text, and {@code
 * CamelHttpQuery}, a map or a text. So the text of an event begins no query, no fragment and no further parameter, and leads
 * to no other path. Camel would put both into the address as they are. A call that is traced gets its {@code traceparent}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2">RFC 3986, 2: Characters</a>
 */
public final class HttpAddressHeaders implements InterceptStrategy {
    /** Of one part of a path, and of a name or a value of a query. */
    private static final Pattern NOT_OF_A_PART = Pattern.compile("[^A-Za-z0-9._~-]+");

    private static final Pattern NOT_OF_A_PATH =
            Pattern.compile("(?:[^A-Za-z0-9._~!$&'()*+,;=:@/%-]|%(?![0-9A-Fa-f]{2}))+");
    private static final Pattern NOT_OF_A_QUERY =
            Pattern.compile("(?:[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]|%(?![0-9A-Fa-f]{2}))+");
    private static final Pattern DOTS = Pattern.compile("\\.\\.?");

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (!(definition instanceof ToDynamicDefinition) && !isHttp(target)) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Map<String, Object> headers = exchange.getMessage().getHeaders();
                try {
                    encode(headers, Exchange.HTTP_PATH, HttpAddressHeaders::path);
                    encode(headers, Exchange.HTTP_QUERY, HttpAddressHeaders::query);
                    addTrace(headers, exchange, definition);
                } catch (FailedCallException e) {
                    exchange.setException(e);
                    callback.done(true);
                    return true;
                }
                return super.process(exchange, callback);
            }
        };
    }

    /** After the route has taken the headers away that are not for the far side. A dynamic address may be one of a mail. */
    private static void addTrace(Map<String, Object> headers, Exchange exchange, NamedNode definition) {
        String traceparent = Batch.traceparent(exchange);
        if (traceparent != null
                && (!(definition instanceof ToDynamicDefinition to)
                        || String.valueOf(to.getUri()).startsWith("http"))) {
            headers.put("traceparent", traceparent);
        }
    }

    private static boolean isHttp(Processor target) {
        Processor step = target;
        while (step instanceof DelegateAsyncProcessor around) {
            step = around.getProcessor();
        }
        return step instanceof EndpointAware to
                && to.getEndpoint() instanceof DefaultEndpoint endpoint
                && endpoint.getComponent() instanceof BoundedHttpComponent;
    }

    private static void encode(Map<String, Object> headers, String name, UnaryOperator<Object> encoding) {
        Object value = headers.get(name);
        if (value != null) {
            headers.put(name, encoding.apply(value));
        }
    }

    /** @throws FailedCallException if a part is empty, or leads upwards */
    static String path(Object path) {
        if (path instanceof List<?> parts) {
            return parts.stream().map(HttpAddressHeaders::part).collect(Collectors.joining("/"));
        }
        String text = path.toString();
        Stream.of(text.split("/", -1)).forEach(HttpAddressHeaders::refuseDots);
        return encode(text, NOT_OF_A_PATH);
    }

    private static String part(@Nullable Object part) {
        String text = part == null ? "" : part.toString();
        if (text.isEmpty()) {
            throw new FailedCallException(new Outcome.Dead("a part of CamelHttpPath is empty for this event"));
        }
        refuseDots(text);
        return encode(text, NOT_OF_A_PART);
    }

    private static void refuseDots(String part) {
        String decoded = part.contains("%") ? part.replaceAll("(?i)%2e", ".") : part;
        if (DOTS.matcher(decoded).matches()) {
            throw new FailedCallException(
                    new Outcome.Dead("a part of CamelHttpPath is \".\" or \"..\", which leads to another path"));
        }
    }

    /** A value that is null is left out, a list becomes a parameter for each of its values. */
    static String query(Object query) {
        return query instanceof Map<?, ?> parameters
                ? parameters.entrySet().stream()
                        .flatMap(each -> parameters(String.valueOf(each.getKey()), each.getValue()))
                        .collect(Collectors.joining("&"))
                : encode(query.toString(), NOT_OF_A_QUERY);
    }

    private static Stream<String> parameters(String name, @Nullable Object value) {
        if (value instanceof List<?> several) {
            return several.stream().flatMap(each -> parameters(name, each));
        }
        return value == null
                ? Stream.empty()
                : Stream.of(encode(name, NOT_OF_A_PART) + "=" + encode(value.toString(), NOT_OF_A_PART));
    }

    private static String encode(String text, Pattern unsafe) {
        return unsafe.matcher(text).replaceAll(found -> Matcher.quoteReplacement(percent(found.group())));
    }

    private static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(each));
        }
        return encoded.toString();
    }
}
