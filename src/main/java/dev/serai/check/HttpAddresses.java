package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.outbox.DestinationKeys;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The HTTP servers that destinations call, as far as the route files and the configuration say them. A path is left out, since
 * that of a webhook is its secret.
 */
public final class HttpAddresses {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^{}:?]+)(?::([^{}]*))?}}");
    private static final Pattern SERVER = Pattern.compile("(https?):(?://)?(?:[^/?#@\\s]*@)?([^/?#@\\s$]+).*");

    private final Config config;
    private final DestinationKeys keys;

    private HttpAddresses(Config config, DestinationKeys keys) {
        this.config = config;
        this.keys = keys;
    }

    /**
     * A server that a destination calls.
     *
     * @param server scheme, host and maybe port
     */
    public record Address(String destination, URI server) {}

    /**
     * Those of the destinations that are worked. A file that cannot be read has none: {@code serai check} names it.
     *
     * @param routes the directory of the route files
     */
    public static List<Address> of(Path routes, Config config, DestinationKeys keys) throws IOException {
        HttpAddresses addresses = new HttpAddresses(config, keys);
        Path directory = routes.resolve("destinations");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Address> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(RouteFile.SUFFIX))
                    .sorted()
                    .toList()) {
                found.addAll(addresses.of(file));
            }
        }
        return found.stream().distinct().toList();
    }

    private List<Address> of(Path file) throws IOException {
        try {
            RouteFile route = RouteFile.read(file);
            return isWorked(route)
                    ? HttpStep.of(route)
                            .flatMap(step -> server(step.uri().text()).stream())
                            .map(server -> new Address(route.stem(), server))
                            .toList()
                    : List.of();
        } catch (YamlEngineException e) {
            return List.of();
        }
    }

    private boolean isWorked(RouteFile route) {
        return keys.isEnabled(route.stem())
                || route.routes().stream()
                        .noneMatch(each -> each.get("autoStartup").text().equals("false"));
    }

    private Optional<URI> server(String uri) {
        Matcher server = SERVER.matcher(PLACEHOLDER
                .matcher(uri)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Objects.requireNonNullElse(value(found.group(1), found.group(2)), ""))));
        try {
            return server.matches()
                    ? Optional.of(URI.create(server.group(1) + "://" + server.group(2)))
                            .filter(each -> each.getHost() != null)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private @Nullable String value(String key, @Nullable String ifAbsent) {
        String value = config.placeholder(key);
        return value == null ? ifAbsent : value;
    }
}
