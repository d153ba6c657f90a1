package dev.serai.simulator.conformance;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a receiver is.
 *
 * @param uri absolute, http or https
 */
record Target(URI uri) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    /** What a secret in a path looks like: 16 characters or more, a digit among them. */
    private static final Pattern UNGUESSABLE = Pattern.compile("(?=[^/]*\\d)[^/]{16,}");

    /** @throws IllegalArgumentException with what is wrong and what to write instead */
    Target {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("it is no address such as http://localhost:8080/webhooks/cmp");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("it has a user or a password inside; say --basic instead");
        }
    }

    /** @throws IllegalArgumentException as the constructor */
    static Target of(String url, SenderFamily family) {
        return new Target(URI.create(url.replace("{family}", family.toString())));
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : isTls() ? HTTPS : HTTP;
    }

    /** The header of that name. */
    String authority() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** The path with its query, as it is sent. */
    String path() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** The path as a report shows it: a query, and what looks like a secret in the path, are left out. */
    String shownPath() {
        String path = UNGUESSABLE.matcher(path().replaceFirst("\\?.*", "")).replaceAll("…");
        return uri.getRawQuery() == null ? path : path + "?…";
    }

    /** The address as a report shows it. */
    String shown() {
        return uri.getScheme() + "://" + authority() + shownPath();
    }

    /** @throws UnknownHostException if the name is unknown */
    boolean isThisMachine() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host())).allMatch(InetAddress::isLoopbackAddress);
    }

    /** Its addresses, in words. */
    String addresses() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host()))
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }
}
