package dev.serai.registration;

import dev.serai.optimizely.api.ApiCall;
import dev.serai.receive.Family;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where Optimizely reaches the gateway. Which webhooks are Serai's own is told by their targets, which begin with it.
 *
 * @param url https, without a slash at its end
 */
public record PublicUrl(String url) {
    private static final int HTTPS = 443;

    public PublicUrl {
        url = normal(url).replaceFirst("/+$", "");
    }

    /** Why Optimizely cannot use a URL; null if it can. */
    static @Nullable String problem(String text) {
        try {
            URI url = URI.create(text);
            if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
                return "must begin with https:// and the name of a host, because Optimizely sends to nothing else";
            }
            if (url.getPort() != -1 && url.getPort() != HTTPS) {
                return "must have port 443, because Campaign sends to no other";
            }
            if (url.getHost().equalsIgnoreCase("localhost")) {
                return "must be a name that Optimizely can reach, and localhost is none";
            }
            return url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null
                    ? "must have no user, no query and no fragment"
                    : null;
        } catch (IllegalArgumentException e) {
            return "is no URL";
        }
    }

    /** The target of a new webhook. */
    String target(Family family, ReceiverSecret secret) {
        String base = base(family);
        return secret.kind() == ReceiverSecret.Kind.PATH ? base + "/" + ApiCall.encoded(secret.value()) : base;
    }

    private String base(Family family) {
        return target(family.paths());
    }

    /** The target of a new webhook without a secret. */
    String target(List<String> paths) {
        return url + paths.get(0);
    }

    /** Whether Serai, or somebody for it, has registered a webhook with this target. */
    boolean isOurs(Family family, String target) {
        return isOurs(family.paths(), target);
    }

    /** The same by the paths of a family. */
    boolean isOurs(List<String> paths, String target) {
        return base(paths, target) != null;
    }

    private @Nullable String base(List<String> paths, String target) {
        String normal = normal(target);
        return paths.stream()
                .map(path -> url + path)
                .filter(base -> normal.equals(base) || normal.startsWith(base + "/") || normal.startsWith(base + "?"))
                .findFirst()
                .orElse(null);
    }

    /** Whether two targets are the same to a sender. */
    static boolean isSame(String one, String other) {
        return normal(one).equals(normal(other));
    }

    /** A target without what may be a secret: behind the path of the family, or of others behind the host. */
    String shown(Family family, String target) {
        return shown(family.paths(), target);
    }

    /** The same by the paths of a family. */
    String shown(List<String> paths, String target) {
        String base = base(paths, target);
        if (base != null) {
            return normal(target).equals(base) ? base : base + "/…";
        }
        try {
            URI uri = URI.create(target);
            String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
            return uri.getHost() == null ? "…" : uri.getScheme() + "://" + uri.getHost() + port + "/…";
        } catch (IllegalArgumentException e) {
            return "…";
        }
    }

    /** Scheme and host are the same in any case, and port 443 is that of https. */
    private static String normal(String target) {
        try {
            URI uri = URI.create(target);
            if (uri.getHost() == null) {
                return target;
            }
            String port = uri.getPort() == -1 || uri.getPort() == HTTPS ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT) + "://"
                    + uri.getHost().toLowerCase(Locale.ROOT) + port + uri.getRawPath() + query;
        } catch (IllegalArgumentException e) {
            return target;
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
