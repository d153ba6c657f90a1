package bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jackson.JacksonDataFormat;

/**
 * platform-http → unmarshal → split → sql, one insert per event.
 *
 * <p>{@code transacted()} makes one transaction of a request, so that a batch costs one commit, and the answer is written
 * after it. {@code stopOnException()} because a split otherwise goes on after an insert that failed, and ends normally.
 * {@code parametersCount}, or the driver is asked for it before each insert, which is one more round trip.
 */
final class WebhookRoutes extends RouteBuilder {
    private static final String INSERT = "sql:classpath:sql/insert-event.sql?dataSource=#database&parametersCount=8";

    @Override
    public void configure() {
        onException(JsonProcessingException.class, IllegalArgumentException.class)
                .handled(true)
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(400))
                .setBody(constant("no event\n"));
        for (String family : List.of("campaign", "cmp")) {
            from("platform-http:/webhooks/" + family + "?httpMethodRestrict=POST")
                    .routeId(family)
                    .unmarshal(payloads())
                    .transacted()
                    .split(body())
                    .stopOnException()
                    .bean(Row.class, family)
                    .to(INSERT)
                    .end()
                    // else the request's headers are those of the answer
                    .removeHeaders("*")
                    .setBody(constant("kept\n"));
        }
    }

    /** A single event counts as a batch of one. */
    private static JacksonDataFormat payloads() {
        JacksonDataFormat json = new JacksonDataFormat(Map[].class);
        json.enableFeature(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
        return json;
    }
}
