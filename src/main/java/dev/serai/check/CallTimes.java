package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Time limits of HTTP calls that do not do what they say. {@link dev.serai.http.BoundedHttpComponent} ends each call at its
 * bound, whatever its endpoint says (measured with a silent server, a silent TLS handshake and a connection that is never
 * accepted): so a limit that is off, or longer, has no effect.
 */
final class CallTimes {
    private static final String FOR_CONNECTION = "connectionRequestTimeout";
    static final Set<String> LIMITS = Set.of("connectTimeout", "responseTimeout", "soTimeout", FOR_CONNECTION);

    private final Duration bound;

    /** @param bound the longest that a call may take */
    CallTimes(Duration bound) {
        this.bound = bound;
    }

    Stream<Finding> check(RouteFile file) {
        return HttpStep.of(file)
                .flatMap(step -> step.options().stream())
                .filter(option -> LIMITS.stream().anyMatch(option::is))
                .flatMap(option -> milliseconds(option.value()).stream()
                        .flatMap(time -> check(file, option, time))
                        .map(Finding::asWarning));
    }

    private Stream<Finding> check(RouteFile file, HttpStep.Option option, long time) {
        String name = "\"" + option.name() + "\" is ";
        if (time > bound.toMillis()) {
            return Stream.of(file.finding(
                    option.at(),
                    name + seconds(time) + ", and the call ends after " + seconds(bound.toMillis()) + " all the same",
                    "write less, or raise outbox.call-timeout: a call has nine tenths of it"));
        }
        if (time > 0) {
            return Stream.empty();
        }
        // https://hc.apache.org/httpcomponents-client-5.4.x: zero waits for ever, but not for a connection of the pool
        return Stream.of(
                option.is(FOR_CONNECTION)
                        ? file.finding(
                                option.at(),
                                name + "0, and the call fails at once when all connections are in use",
                                "write milliseconds, such as 5000")
                        : file.finding(
                                option.at(),
                                name + "off, and only outbox.call-timeout ends the call, after "
                                        + seconds(bound.toMillis()),
                                "write milliseconds, such as 20000"));
    }

    private static String seconds(long milliseconds) {
        return Duration.ofMillis(milliseconds).toSeconds() + " s";
    }

    /** @return nothing for a placeholder; Camel takes nothing but numbers */
    private static Optional<Long> milliseconds(String value) {
        return value.matches("-?\\d{1,18}") ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }
}
