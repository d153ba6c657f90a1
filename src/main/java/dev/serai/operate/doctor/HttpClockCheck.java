package dev.serai.operate.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The clock of this machine against the {@code Date} of an HTTP answer, which counts in seconds. The first far side that answers
 * {@code HEAD /} is enough; the request has no secret, and no path.
 */
final class HttpClockCheck implements DoctorCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int MOST_ASKED = 3;
    private static final Duration SOME = Duration.ofSeconds(5);
    /** Salesforce and Google refuse assertions that are minutes old, or of the future. */
    private static final Duration MUCH = Duration.ofMinutes(1);

    private final List<FarEnd> ends;
    private final Clock clock;

    HttpClockCheck(List<FarEnd> ends, Clock clock) {
        this.ends = ends.stream().filter(FarEnd::isWeb).limit(MOST_ASKED).toList();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Diagnosis> look() throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
        for (FarEnd end : ends) {
            Optional<Diagnosis> found = ask(client, end);
            if (found.isPresent()) {
                return List.of(found.get());
            }
        }
        return List.of(Diagnosis.ok(
                name(),
                ends.isEmpty()
                        ? "no far side speaks HTTP, so there is no other clock to compare"
                        : "no far side says its time, so there is no other clock to compare"));
    }

    private Optional<Diagnosis> ask(HttpClient client, FarEnd end) throws InterruptedException {
        String scheme = end.protocol() == FarEnd.Protocol.HTTPS ? "https" : "http";
        try {
            Instant before = clock.instant();
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(new URI(scheme, null, end.host(), end.port(), "/", null, null))
                            .method("HEAD", BodyPublishers.noBody())
                            .timeout(TIMEOUT)
                            .build(),
                    BodyHandlers.discarding());
            Instant after = clock.instant();
            return answer.headers()
                    .firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .map(there -> judge(end, before, there, after));
        } catch (IOException | DateTimeException | URISyntaxException e) {
            // whether it is reached, another check says
            return Optional.empty();
        }
    }

    /** The date is cut to its second, so that the answer was written up to a second later. */
    private Diagnosis judge(FarEnd end, Instant before, Instant there, Instant after) {
        Duration behind = Duration.between(after, there);
        Duration ahead = Duration.between(there.plusSeconds(1), before);
        Duration wrong = behind.compareTo(ahead) > 0 ? behind : ahead;
        if (wrong.compareTo(SOME) < 0) {
            return Diagnosis.ok(name(), "the clock is within " + SOME.toSeconds() + " s of " + end.where());
        }
        String said = "the clock is " + wrong.toSeconds() + " s "
                + (behind.compareTo(ahead) > 0 ? "behind" : "ahead of") + " " + end.where();
        String instead = "let chrony or systemd-timesyncd set the clock of this machine";
        return wrong.compareTo(MUCH) < 0
                ? Diagnosis.warn(name(), said, instead)
                : Diagnosis.fail(name(), said + "; logins by assertions are refused", instead);
    }
}
