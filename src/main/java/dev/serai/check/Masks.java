package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.config.Masking;
import dev.serai.config.UnknownKeys;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of what is shown: the value of every <code>{{KEY}}</code> whose name is a secret's, and of a URL in a
 * <code>{{KEY}}</code> its user and all after its host, since a webhook's path is its secret.
 */
final class Masks {
    static final String MASK = Masking.MASK;

    private static final Pattern USER = Pattern.compile("https?://([^/?#]+)@.*");
    private static final Pattern URL = Pattern.compile("https?://[^/?#]+[/?#](.+)");
    /** A shorter value would be found in words that are none. */
    private static final int MIN_LENGTH = 4;

    private final Set<String> secrets =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** @param directory of the route files */
    Masks(Config config, Path directory) {
        for (String key : UnknownKeys.placeholders(directory)) {
            String value = config.placeholder(key);
            if (value != null) {
                Matcher url = URL.matcher(value);
                Matcher user = USER.matcher(value);
                add(user.matches() ? user.group(1) : "");
                add(url.matches() ? url.group(1) : Wording.isSecret(key) ? value : "");
                if (url.matches()) {
                    // its parts too, since a component may write them in another order
                    Stream.of(url.group(1).split("[?&#]|(?<=\\w)=")).forEach(this::add);
                }
            }
        }
    }

    private void add(String secret) {
        if (secret.length() >= MIN_LENGTH) {
            secrets.add(secret);
            secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
