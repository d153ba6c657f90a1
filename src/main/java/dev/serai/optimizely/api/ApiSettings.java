package dev.serai.optimizely.api;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one of Optimizely's management APIs is, and how Serai proves itself there.
 *
 * @param keys what the configuration keys begin with, such as {@code campaign.api} or {@code campaign.api.shop}
 * @param url without a slash at its end
 * @param credentials values by the leaf of their keys, such as {@code user}; empty if it is not set
 * @param timeout of one call, its answer included
 * @param retryDelays the waits before a call is repeated that was answered 429 or 5xx, or not at all
 */
public record ApiSettings(
        String keys, String url, Map<String, Secret> credentials, Duration timeout, List<Duration> retryDelays) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    static final Format<String> URL = new Format<>(
            "an address such as https://api.example.com; http is for this machine alone",
            text -> text.replaceFirst("/+$", ""),
            ApiSettings::isUrl);

    public ApiSettings {
        credentials = Map.copyOf(credentials);
        retryDelays = List.copyOf(retryDelays);
        Format.DURATION_ABOVE_ZERO.check("timeout", timeout);
    }

    /**
     * The API of a family, and its further accounts.
     *
     * @param family its keys are {@code <family>.api.*}, those of an account {@code <family>.api.<account>.*}
     * @param leaves of the keys of the credentials: of several the first says who asks, and all others are secrets
     * @return by the name of the account; the empty name is {@code <family>.api.*}
     */
    public static Map<String, ApiSettings> all(Config config, String family, String... leaves) {
        Map<String, ApiSettings> accounts = new TreeMap<>();
        String words = family + ".api";
        accounts.put("", from(config.section(words), leaves));
        for (String account : config.names(words, leaves[0])) {
            accounts.put(account, from(config.section(words + "." + account), leaves));
        }
        return accounts;
    }

    private static ApiSettings from(Section keys, String... leaves) {
        Map<String, Secret> credentials = new TreeMap<>();
        for (String leaf : leaves) {
            boolean saysWho = leaves.length > 1 && leaf.equals(leaves[0]);
            credentials.put(leaf, saysWho ? Secret.of(keys.text(leaf)) : keys.secret(leaf));
        }
        return new ApiSettings(
                keys.words(),
                keys.value("url", URL),
                credentials,
                keys.value("timeout", Format.DURATION_ABOVE_ZERO),
                keys.value("retry-delays", Format.DURATIONS));
    }

    /** The value of a credential; empty if it is not set. */
    public String credential(String leaf) {
        Secret credential = credentials.get(leaf);
        return credential == null ? "" : credential.value();
    }

    /** Which keys are missing, as the reason why the API cannot be asked; null if none is. */
    public @Nullable String problem() {
        List<String> unset = new ArrayList<>();
        new TreeMap<>(credentials).forEach((leaf, value) -> {
            if (!value.isSet()) {
                unset.add(keys + "." + leaf);
            }
        });
        return unset.isEmpty() ? null : String.join(", ", unset) + " not set; see docs/registration.md";
    }

    /** Over plain HTTP the credentials would be read by anybody on the way; a simulator on this machine has no way. */
    private static boolean isUrl(String text) {
        try {
            URI url = URI.create(text);
            boolean here = "http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()));
            return url.getHost() != null
                    && ("https".equals(url.getScheme()) || here)
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The credentials are secrets. */
    @Override
    public String toString() {
        return keys + " at " + url;
    }
}
