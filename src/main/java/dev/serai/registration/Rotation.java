package dev.serai.registration;

import dev.serai.optimizely.api.ApiException;
import dev.serai.receive.Family;
import dev.serai.registration.ReceiverSecret.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Registers the secrets of a file again everywhere: first the gateway must accept each of them, so that no request is refused
 * afterwards. It makes no secrets and changes no configuration.
 */
public final class Rotation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final Registration registration;
    private final List<Family> families;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    public Rotation(Registration registration, List<Family> families) {
        this.registration = registration;
        this.families = families;
    }

    /** The gateway does not accept a secret, or does not answer. */
    public static final class NotAcceptedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean unreached;

        NotAcceptedException(String message, boolean unreached) {
            super(message);
            this.unreached = unreached;
        }

        /** Whether the gateway has not answered at all. */
        public boolean isUnreached() {
            return unreached;
        }
    }

    /**
     * Posts an empty list with each secret, which stores nothing.
     *
     * @param receiveUrl where the gateway receives, such as {@code http://127.0.0.1:8080}
     * @return which secrets it has accepted
     * @throws NotAcceptedException naming the first that it has not
     */
    public Set<ReceiverSecret> check(String receiveUrl) throws NotAcceptedException, InterruptedException {
        Set<ReceiverSecret> accepted = new LinkedHashSet<>();
        Set<Account> meant = new LinkedHashSet<>();
        registration.accounts().forEach(each -> meant.add(each.account()));
        for (Wanted each : registration.file().wanted()) {
            ReceiverSecret secret = each.secret();
            if (secret != null && meant.contains(each.account()) && accepted.add(secret)) {
                post(receiveUrl, each.account(), secret);
            }
        }
        return accepted;
    }

    private void post(String receiveUrl, Account account, ReceiverSecret secret)
            throws NotAcceptedException, InterruptedException {
        Family family = families.stream()
                .filter(each -> each.name().equals(account.family()))
                .findFirst()
                .orElseThrow();
        String base = receiveUrl.replaceFirst("/+$", "");
        String path = family.paths().get(0);
        String segment =
                secret.kind() == Kind.PATH ? "/" + dev.serai.optimizely.api.ApiCall.encoded(secret.value()) : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path + segment))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[]"));
        try {
            if (secret.kind() == Kind.HEADER) {
                request.header(secret.header(), secret.value());
            } else if (secret.kind() == Kind.BASIC) {
                request.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(secret.value().getBytes(StandardCharsets.UTF_8)));
            }
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status != OK) {
                throw new NotAcceptedException(refused(base + path, secret, status), false);
            }
        } catch (IllegalArgumentException e) {
            throw new NotAcceptedException(
                    secret + " has a character that no header can have; take letters and digits", false);
        } catch (IOException e) {
            throw new NotAcceptedException("no gateway answers at " + base + "; start it, or say --receive-url", true);
        }
    }

    private static String refused(String shown, ReceiverSecret secret, int status) {
        return "the gateway at " + shown + " answers " + status + " to " + secret
                + (status == UNAUTHORIZED
                        ? ": it runs with other secrets; give it the new one beside the old one, restart it, and try again"
                        : ": mend that first; nothing was registered");
    }

    /** Registers the secrets, and goes on after a failure. */
    public void register(ApplyListener progress) throws InterruptedException {
        for (AccountWebhooks<?, ?> each : registration.accounts()) {
            try {
                each.resendSecret(progress);
            } catch (ApiException e) {
                progress.failed(each.account(), "secret", String.valueOf(e.getMessage()));
            }
        }
    }
}
