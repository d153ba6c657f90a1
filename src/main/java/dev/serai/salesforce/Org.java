package dev.serai.salesforce;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Component;
import org.apache.camel.component.salesforce.AuthenticationType;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Salesforce org: how to log in there, and whom to look for.
 *
 * @param name the component's name in route files; the words are {@code direct:<name>-find-people} and {@code
 *     direct:<name>-mark-people}
 * @param keys what its configuration keys begin with, such as {@code salesforce}
 * @param loginUrl the org's My Domain URL, which client credentials need
 * @param clientSecret for client credentials; empty with JWT bearer
 * @param user with {@code keyStore}, for JWT bearer
 * @param people the types with a field Email that are looked up and marked, of Contact and Lead
 * @param timeout how long one request may take
 */
public record Org(
        String name,
        String keys,
        String loginUrl,
        String clientId,
        String clientSecret,
        String user,
        String keyStore,
        String keyStorePassword,
        String jwtAudience,
        String apiVersion,
        List<String> people,
        Duration timeout) {

    /** One address of a look-up takes about 40 bytes of the URI, for which Salesforce allows 16,384 with the headers. */
    private static final int REQUEST_BUFFER = 16_384;

    private static final Logger log = LoggerFactory.getLogger(Org.class);
    private static final int WORKERS = 64;
    private static final int CONNECT_MILLIS = 15_000;
    private static final int MOST_CONTENT = 32 << 20;

    public Org {
        people = List.copyOf(people);
        loginUrl = loginUrl.replaceFirst("/+$", "");
    }

    /** Why it cannot be logged in to as it is configured; null if nothing speaks against it. */
    public @Nullable String problem() {
        List<String> unset = new ArrayList<>();
        require(unset, "login-url", loginUrl);
        require(unset, "client-id", clientId);
        if (keyStore.isEmpty()) {
            require(unset, "client-secret", clientSecret);
        } else {
            require(unset, "user", user);
            require(unset, "key-store-password", keyStorePassword);
        }
        if (!unset.isEmpty()) {
            return String.join(", ", unset) + " not set; see docs/salesforce.md";
        }
        if (!loginUrl.matches("https?://[^/]+")) {
            return keys + ".login-url is not like https://example.my.salesforce.com";
        }
        return keyStore.isEmpty() || hasOneKey() ? null : keys + ".key-store cannot be opened, or has not one key";
    }

    private void require(List<String> unset, String key, String value) {
        if (value.isEmpty()) {
            unset.add(keys + "." + key);
        }
    }

    private boolean hasOneKey() {
        try {
            KeyStore store = KeyStore.getInstance(new File(keyStore), keyStorePassword.toCharArray());
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
    public Component component() {
        String problem = problem();
        if (problem != null) {
            return new Unconfigured(problem);
        }
        SalesforceComponent salesforce = new SalesforceComponent() {
            @Override
            protected void doStop() {
                try {
                    super.doStop();
                } catch (Exception e) {
                    log.warn("{} outcome=not-logged-out the token ends by itself", name);
                }
            }
        };
        salesforce.setLoginUrl(loginUrl);
        salesforce.setClientId(clientId);
        if (keyStore.isEmpty()) {
            salesforce.setAuthenticationType(AuthenticationType.CLIENT_CREDENTIALS);
            salesforce.setClientSecret(clientSecret);
        } else {
            salesforce.setAuthenticationType(AuthenticationType.JWT);
            salesforce.setUserName(user);
            salesforce.setJwtAudience(jwtAudience);
            KeyStoreParameters store = new KeyStoreParameters();
            store.setResource("file:" + keyStore);
            store.setPassword(keyStorePassword);
            salesforce.setKeystore(store);
        }
        salesforce.setLazyLogin(true);
        // a lane holds one of them while it waits for another
        salesforce.setWorkerPoolSize(WORKERS);
        salesforce.setWorkerPoolMaxSize(WORKERS);
        SalesforceEndpointConfig calls = new SalesforceEndpointConfig();
        calls.setApiVersion(apiVersion);
        salesforce.setConfig(calls);
        salesforce.setHttpClientConnectionTimeout(CONNECT_MILLIS);
        salesforce.setHttpClientIdleTimeout(timeout.toMillis());
        salesforce.setHttpRequestTimeout(timeout.toMillis());
        salesforce.setHttpMaxContentLength(MOST_CONTENT);
        salesforce.setHttpRequestBufferSize(REQUEST_BUFFER);
        return salesforce;
    }
}
