package dev.serai.salesforce;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;

/**
 * One Salesforce org: how to log in there, and which people to look up.
 *
 * @param name the component's name in route files; the words are {@code direct:<name>-find-people} and {@code
 *     direct:<name>-mark-people}
 * @param keys what its configuration keys begin with, such as {@code salesforce}
 * @param loginUrl the org's My Domain URL, which client credentials need
 * @param clientSecret for client credentials; empty with JWT bearer
 * @param user with {@code keyStore}, for JWT bearer
 * @param people the types with a field Email that are looked up and marked, of Contact and Lead
 * @param reserve who may still call when the day's calls run low
 * @param timeout how long one request may take
 */
public record OrgSettings(
        String name,
        String keys,
        String loginUrl,
        String clientId,
        Secret clientSecret,
        String user,
        String keyStore,
        Secret keyStorePassword,
        String jwtAudience,
        String apiVersion,
        List<String> people,
        BudgetThresholds reserve,
        Duration timeout) {
    private static final Format<List<String>> PEOPLE = Format.someOf("Contact", "Lead");
    private static final String STORAGE = "serai.salesforce.storage.remaining";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public OrgSettings {
        people = List.copyOf(people);
        loginUrl = loginUrl.replaceFirst("/+$", "");
        PEOPLE.check("people", people);
        Format.DURATION_ABOVE_ZERO.check("timeout", timeout);
    }

    /** {@code salesforce.*} makes {@code salesforce:}, {@code salesforce.<name>.*} makes {@code salesforce-<name>:}. */
    public static List<OrgSettings> all(Config config) {
        return Stream.concat(
                        Stream.of("salesforce"),
                        config.names("salesforce", "login-url").stream().map(name -> "salesforce." + name))
                .map(words -> from(config.section(words)))
                .toList();
    }

    private static OrgSettings from(Section keys) {
        String name = keys.words().replaceFirst("\\.", "-");
        return new OrgSettings(
                name,
                keys.words(),
                keys.text("login-url"),
                keys.text("client-id"),
                keys.secret("client-secret"),
                keys.text("user"),
                keys.text("key-store").isEmpty() ? "" : keys.path("key-store").toString(),
                keys.secret("key-store-password"),
                keys.text("jwt-audience"),
                keys.text("api-version"),
                keys.value("people", PEOPLE),
                BudgetThresholds.from(keys, name),
                keys.value("timeout", Format.DURATION_ABOVE_ZERO));
    }

    /** Why it cannot be logged in to as it is configured; null if nothing speaks against it. */
    public @Nullable String problem() {
        List<String> unset = new ArrayList<>();
        require(unset, "login-url", loginUrl);
        require(unset, "client-id", clientId);
        if (keyStore.isEmpty()) {
            require(unset, "client-secret", clientSecret.value());
        } else {
            require(unset, "user", user);
            require(unset, "key-store-password", keyStorePassword.value());
        }
        if (!unset.isEmpty()) {
            return String.join(", ", unset) + " not set; see docs/salesforce.md";
        }
        if (!isLoginUrl()) {
            return keys + ".login-url is not like https://example.my.salesforce.com; http is for this machine alone";
        }
        return keyStore.isEmpty() || hasOneKey() ? null : keys + ".key-store cannot be opened, or has not one key";
    }

    /** Over plain HTTP the secret would be read by anybody on the way; a simulator on this machine has no way. */
    private boolean isLoginUrl() {
        try {
            URI url = new URI(loginUrl);
            boolean secure = "https".equals(url.getScheme());
            boolean here = "http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()));
            return (secure || here)
                    && url.getHost() != null
                    && loginUrl.equals(url.getScheme() + "://" + url.getRawAuthority())
                    && url.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void require(List<String> unset, String key, String value) {
        if (value.isEmpty()) {
            unset.add(keys + "." + key);
        }
    }

    private boolean hasOneKey() {
        try {
            KeyStore store = KeyStore.getInstance(
                    new File(keyStore), keyStorePassword.value().toCharArray());
            int keyEntries = 0;
            for (String alias : Collections.list(store.aliases())) {
                keyEntries += store.isKeyEntry(alias) ? 1 : 0;
            }
            return keyEntries == 1;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What to bind under {@link #name}. It logs in with the first call, so that nothing waits for Salesforce at start. */
    public Component component(Clock clock, MeterRegistry metrics) {
        String problem = problem();
        if (problem != null) {
            return new Unconfigured(problem);
        }
        Budget budget = new Budget(name, reserve, clock);
        metrics.gauge("serai.salesforce.remaining", Tags.of("org", name), budget, Budget::remaining);
        Storage storage = new Storage(name);
        metrics.gauge(STORAGE, Tags.of("org", name, "kind", "data"), storage, Storage::dataLeft);
        metrics.gauge(STORAGE, Tags.of("org", name, "kind", "files"), storage, Storage::filesLeft);
        return new OrgComponent(this, budget, storage);
    }

    /** The same, but no call leaves the process. */
    public Component offline(Clock clock) {
        String problem = problem();
        return problem != null
                ? new Unconfigured(problem)
                : new OrgComponent(this, new Budget(name, reserve, clock), null);
    }
}
