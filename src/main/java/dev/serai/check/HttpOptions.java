package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpEndpointUriFactory;

/** Misspelt options of HTTP calls: Camel sends what it does not know as a parameter of the query, and says nothing. */
final class HttpOptions {
    /** The component reads the time limits itself, so that they are not among those of the endpoint. */
    private static final Set<String> KNOWN = Stream.of(
                    new HttpEndpointUriFactory().propertyNames(),
                    CallTimes.LIMITS,
                    Set.of(BoundedHttpComponent.SIGN_WITH))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private HttpOptions() {}

    static Stream<Finding> check(RouteFile file) {
        return HttpStep.of(file)
                .flatMap(step -> step.options().stream())
                .filter(option -> KNOWN.stream().noneMatch(option::is) && !SignatureRules.isMeantBy(option))
                .flatMap(option -> Spelling.meant(option.name(), KNOWN).stream().map(meant -> file.finding(
                                option.at(),
                                "\"" + option.name() + "\" is no option of http:, and is sent as a parameter"
                                        + " of the query",
                                "write " + meant + "; a parameter for the far side belongs into the header"
                                        + " CamelHttpQuery")
                        .asWarning()));
    }
}
