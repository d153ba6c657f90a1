package dev.serai.simulator.http;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Where public addresses really are. */
public final class Reach {
    private final List<Known> known = new CopyOnWriteArrayList<>();

    private record Known(String base, String local) {}

    /** What is below the public base is really below the local address. The latest one counts. */
    public void add(String publicBase, URI local) {
        known.add(
                0,
                new Known(
                        plain(publicBase).replaceFirst("/+$", ""),
                        local.toString().replaceFirst("/+$", "")));
    }

    /** The real address of a target, or null if the target is below no known base. */
    public @Nullable URI of(String target) {
        String wanted = plain(target);
        for (Known each : known) {
            String rest = wanted.startsWith(each.base())
                    ? wanted.substring(each.base().length())
                    : "no";
            if (rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?")) {
                return URI.create(each.local() + rest);
            }
        }
        return null;
    }

    /** Without the port that https has anyway. */
    private static String plain(String url) {
        return url.replaceFirst("^(https://[^/?#:]+):443(?=[/?#]|$)", "$1");
    }
}
