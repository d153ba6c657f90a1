package dev.serai.simulator.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content types that a body may come with, beside {@code application/json}, which the other rules use. */
final class ContentRules {
    private static final String UNDOCUMENTED = "the vendor documents no content type; ";

    private ContentRules() {}

    static List<Rule> of(SenderFamily family) {
        boolean graph = family == SenderFamily.GRAPH;
        return List.of(
                Rule.must(
                        "content.charset",
                        "application/json; charset=utf-8 is a success",
                        Sources.http("8.3.1"),
                        typed("application/json; charset=utf-8")),
                Rule.of(
                        graph ? Severity.MUST : Severity.SHOULD,
                        "content.text",
                        "text/plain is a success",
                        graph ? Sources.GRAPH_TEXT : UNDOCUMENTED + "Graph of the same vendor sends text/plain",
                        typed("text/plain; charset=utf-8")),
                Rule.should(
                        "content.vendor",
                        "A media type of the vendor is a success",
                        UNDOCUMENTED + "Campaign's API has this one: " + Sources.CAMPAIGN_REST,
                        typed("application/vnd.optivo.broadmail.v1+json")),
                Rule.should(
                        "content.form",
                        "JSON that is called a form, as curl -d does, is a success",
                        UNDOCUMENTED + "people who try a receiver send this one: https://curl.se/docs/manpage.html#-d",
                        typed("application/x-www-form-urlencoded")),
                Rule.should(
                        "content.none",
                        "A request without a content type is a success",
                        Sources.http("8.3"),
                        typed(null)));
    }

    private static Check typed(@Nullable String contentType) {
        return receiver -> receiver.accepts(receiver.plain().typed(contentType));
    }
}
