package dev.serai.simulator.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Posts to the targets of webhooks, as far as they can be reached, and counts what they answer. */
public final class Outgoing {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Reach reach = new Reach();
    private final Counts<Integer> statuses = new Counts<>();

    /** @param status 0 if there was no answer; the body then says why */
    public record Reply(int status, String body) {}

    public Reach reach() {
        return reach;
    }

    /** How often each status was answered; 0 stands for no answer. */
    public Map<Integer, Long> statuses() {
        return statuses.all();
    }

    /** Posts; the reply always comes, at the latest after the time-out. Redirects are not followed. */
    public CompletableFuture<Reply> post(String target, Map<String, String> headers, String body, Duration timeout) {
        return reply(target, headers, body, timeout).thenApply(reply -> {
            statuses.add(reply.status());
            return reply;
        });
    }

    private CompletableFuture<Reply> reply(String target, Map<String, String> headers, String body, Duration timeout) {
        try {
            URI real = reach.of(target);
            if (real == null) {
                return CompletableFuture.completedFuture(new Reply(0, "The target cannot be reached"));
            }
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(real).timeout(timeout).POST(BodyPublishers.ofString(body));
            headers.forEach(request::setHeader);
            return client.sendAsync(request.build(), BodyHandlers.ofString())
                    .thenApply(response -> new Reply(response.statusCode(), response.body()))
                    .exceptionally(e -> new Reply(0, "No answer: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Reply(0, "The target cannot be reached: " + e.getMessage()));
        }
    }
}
