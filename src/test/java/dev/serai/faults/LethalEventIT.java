package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An event of which the process dies, out of memory, whenever it is delivered. */
@Timeout(600)
class LethalEventIT {
    private static final int MAX_DEATHS = 6;

    private static String asset(String id) {
        return "{\"event_name\":\"asset_added\",\"data\":{\"asset\":{\"id\":\"" + id + "\",\"type\":\"image\"}}}";
    }

    @Test
    void itIsDeadInTheEndAndItsNeighboursArrive(@TempDir Path directory) throws Exception {
        Map<String, String> settings = new HashMap<>();
        String url = Database.POSTGRESQL.newUrl();
        List<String> ids = List.of("first", "lethal", "last");
        int deaths = 0;
        try (Arrivals arrivals = new Arrivals()) {
            settings.putAll(arrivals.settings());
            settings.putAll(Routes.copyTo(directory)
                    .edit(
                            "destinations/asset-archive.camel.yaml",
                            "[ event_id: ",
                            "if (event.text(asset, 'id') == 'lethal') { while (true) { payload.put(new Object(), new byte[1 << 20]) } }\n"
                                    + "                    [ event_id: ")
                    .settings());
            settings.put("outbox.lease", "1s");
            settings.put("outbox.retry-delays", "100ms");
            settings.put("destination.asset-archive.concurrency", "1");
            boolean settled = false;
            for (; !settled && deaths <= MAX_DEATHS; deaths += settled ? 0 : 1) {
                try (Running gateway = Running.start(
                        url, Database.POSTGRESQL.user(), settings, "-Xmx96m", "-XX:+ExitOnOutOfMemoryError")) {
                    if (deaths == 0) {
                        for (String id : ids) {
                            HttpRequest request = gateway.request("cmp")
                                    .POST(BodyPublishers.ofString(asset(id)))
                                    .build();
                            assertThat(HttpClient.newHttpClient()
                                            .send(request, BodyHandlers.ofString())
                                            .statusCode())
                                    .isEqualTo(200);
                        }
                    }
                    settled = gateway.outlives(Duration.ofSeconds(60));
                } catch (IllegalStateException e) {
                    assertThat(e).as("it died before it was ready").hasMessageContaining("OutOfMemoryError");
                }
            }
            Rows journal = new Rows(url, Database.POSTGRESQL.user());
            List<String> dead = journal.of("select e.subject || ' ' || d.last_error from delivery d"
                    + " join event e on e.id = d.event_id where d.state = 'dead'");
            Set<String> rows = Set.copyOf(arrivals.rows());
            Figures.write(new Figures.Line(
                    2,
                    "an event of which the process dies",
                    "PostgreSQL",
                    "one of three",
                    ids.size(),
                    ids.size() - 1 - rows.size(),
                    0,
                    "dead after " + deaths + " deaths of the process"));
            assertThat(dead).containsExactly("lethal in flight alone when the process died, twice");
            assertThat(rows).containsExactlyInAnyOrder("first", "last");
            assertThat(deaths).isBetween(2, 5);
        }
    }
}
