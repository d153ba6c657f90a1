package dev.serai.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.event.Json;
import dev.serai.outbox.FailedCallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The access token with which Serai logs in. It is kept until shortly before its end. */
final class OAuthTokens {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(1);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int OK = 200;

    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,16384}");
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");
    private static final Pattern ENTRA = Pattern.compile("\\bAADSTS\\d{1,8}\\b");

    private final MailSettings.OAuth oauth;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    private @Nullable String token;
    private Instant until = Instant.MIN;

    /** @param timeout how long the token endpoint may take for its whole answer; 30 s at most */
    OAuthTokens(MailSettings.OAuth oauth, Duration timeout, Clock clock) {
        this.oauth = oauth;
        this.timeout = timeout.compareTo(MAX_TIMEOUT) < 0 ? timeout : MAX_TIMEOUT;
        this.clock = clock;
    }

    /** @throws FailedCallException if there is none; it names the error, and no secret */
    synchronized String token() {
        if (token == null || !clock.instant().isBefore(until)) {
            token = fetch();
        }
        return token;
    }

    /** The mail server has refused it. */
    synchronized void forget() {
        token = null;
    }

    private String fetch() {
        Instant asked = clock.instant();
        HttpResponse<byte[]> response = ask();
        Map<String, Object> answer = json(response.body());
        if (response.statusCode() != OK) {
            throw refused(response.statusCode(), answer);
        }
        if (!(answer.get("access_token") instanceof String fetched
                && TOKEN.matcher(fetched).matches())) {
            throw failed("gives no access_token", false);
        }
        until = asked.plus(lifetime(answer.get("expires_in"))).minus(EARLY);
        return fetched;
    }

    /** Without a time, or without one that makes sense, a token is used once. */
    private static Duration lifetime(@Nullable Object expiresIn) {
        String seconds = String.valueOf(expiresIn);
        return seconds.matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(MAX_VALIDITY.toSeconds(), Long.parseLong(seconds)))
                : Duration.ZERO;
    }

    private HttpResponse<byte[]> ask() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(oauth.tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(form()))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, head -> new BoundedBody());
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            boolean bound = cause instanceof TooLongException;
            throw failed(bound ? "answers more than 64 KB" : "cannot be reached: " + name(cause), false);
        } catch (TimeoutException e) {
            throw failed("has not answered within " + timeout.toMillis() + " ms", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for", false);
        } finally {
            response.cancel(true);
        }
    }

    private static String name(@Nullable Throwable cause) {
        return cause == null ? "unknown" : cause.getClass().getSimpleName();
    }

    private String form() {
        Map<String, String> form = new LinkedHashMap<>();
        String refreshToken = oauth.refreshToken().value();
        boolean refresh = !refreshToken.isEmpty();
        form.put("grant_type", refresh ? "refresh_token" : "client_credentials");
        form.put("refresh_token", refreshToken);
        form.put("client_id", oauth.clientId());
        form.put("client_secret", oauth.clientSecret().value());
        form.put("scope", oauth.scope());
        return form.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, Object> json(byte[] body) {
        try {
            return Json.object(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    /** The error's code, and Microsoft's number of it; the description repeats what was sent. */
    private FailedCallException refused(int status, Map<String, Object> answer) {
        String error = String.valueOf(answer.getOrDefault("error", ""));
        boolean named = ERROR.matcher(error).matches() && !oauth.secrets().contains(error);
        Matcher entra = ENTRA.matcher(String.valueOf(answer.get("error_description")));
        String reason = "HTTP " + status + (named ? " " + error : "") + (entra.find() ? " " + entra.group() : "");
        boolean later = status >= 500 || status == 429 || status == 408;
        return failed("answers " + reason, !later);
    }

    private static FailedCallException failed(String how, boolean misconfigured) {
        return new FailedCallException(new Suspend("no access token: mail.oauth.token-url " + how, misconfigured));
    }

    /** The answer is longer than it may be. */
    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A body up to a bound. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Subscription theirs) {
            subscription = theirs;
            theirs.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > MAX_BYTES) {
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    body.completeExceptionally(new TooLongException());
                    return;
                }
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.writeBytes(part);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
