package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.event.Json;
import dev.serai.faults.Kind.Named;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One sender of a {@link Load}. Campaign sends a batch again until it gets 200, with the same ids. CMP would send again,
 * too, but names nothing by which a repeat could be told from a second event; so what got no 200 is not sent again here,
 * and may be there or not.
 */
final class Sender {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Of a hundred events of Campaign; the rest are clicks. */
    private static final int BOUNCES = 50;

    private static final int UNSUBSCRIBES = 20;
    private static final int COMPLAINTS = 10;

    private final Load load;
    private final String family;
    private final boolean repeats;
    private final int number;
    private final int most;
    private final int[] ports;
    private final Random random;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private int events;
    private int requests;
    private int attempt;
    private volatile @Nullable List<Named> batch;
    private volatile boolean ending;

    Sender(Load load, String family, int number, int most, long seed, int[] ports) {
        this.load = load;
        this.family = family;
        this.repeats = family.equals("campaign");
        this.number = number;
        this.most = most;
        this.ports = ports;
        this.random = new Random(seed + number);
    }

    void end() {
        ending = true;
    }

    /** Whether a batch has no 200 yet. */
    boolean owes() {
        return batch != null;
    }

    /** Sends the next batch, or the last one again. */
    void turn() {
        List<Named> due = batch;
        if (due == null) {
            if (ending) {
                return;
            }
            due = IntStream.rangeClosed(0, random.nextInt(most))
                    .mapToObj(any -> event())
                    .toList();
            batch = due;
            attempt = 0;
        }
        try {
            attempt++;
            boolean kept = answered(due, post(due));
            batch = kept || !repeats ? null : due;
        } catch (IOException e) {
            load.brokenOff.increment();
            batch = repeats ? due : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            load.surprises.add(e.toString());
        }
    }

    private Named event() {
        Kind kind = repeats ? kind(random.nextInt(100)) : Kind.ASSET;
        events++;
        return new Named(kind, kind.name().toLowerCase(Locale.ROOT) + "-" + number + "-" + events + "@example.com");
    }

    private static Kind kind(int luck) {
        if (luck < BOUNCES) {
            return Kind.BOUNCE;
        }
        if (luck < BOUNCES + UNSUBSCRIBES) {
            return Kind.UNSUBSCRIBE;
        }
        return luck < BOUNCES + UNSUBSCRIBES + COMPLAINTS ? Kind.COMPLAINT : Kind.CLICK;
    }

    private HttpResponse<String> post(List<Named> due) throws IOException, InterruptedException {
        requests++;
        List<?> payloads = due.stream()
                .map(event -> event.kind().payload(event.name(), attempt))
                .toList();
        HttpRequest request = Gateway.request(ports[(number + requests) % ports.length], family)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(repeats ? payloads : payloads.get(0))))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A receipt is kept as a whole or not at all, and what was never sent before is new. */
    private boolean answered(List<Named> due, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() == 503) {
            load.refused.increment();
            return false;
        }
        JsonNode counts = JSON.readTree(answer.body());
        boolean fresh = counts.path("new").asInt() == due.size();
        boolean repeated = counts.path("duplicate").asInt() == due.size() && attempt > 1;
        if (answer.statusCode() == 200 && (fresh || repeated)) {
            load.kept.addAll(due);
            load.recognised.add(repeated ? due.size() : 0);
        } else {
            load.surprises.add(
                    answer.statusCode() + " " + answer.body() + " for " + due.size() + " at attempt " + attempt);
        }
        return true;
    }
}
