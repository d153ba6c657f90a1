package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A router and two destinations are rewritten twice a second while webhooks come, every fifth time with an error: nothing is lost,
 * nothing is sent twice, and each event goes where the version sent it that ran when it came.
 *
 * <p>{@code -Dserai.edits.seconds=60 -Dserai.edits.rate=2000} makes it longer and harder.
 */
@SuppressWarnings("NullAway.Init")
class EditsUnderLoadIT {
    private static final int SECONDS = Integer.getInteger("serai.edits.seconds", 8);
    /** Events a second. */
    private static final int RATE = Integer.getInteger("serai.edits.rate", 400);

    private static final int EVENTS_OF_A_WEBHOOK = 4;

    private static final int SENDERS = 32;
    private static final Duration BETWEEN_EDITS = Duration.ofMillis(Integer.getInteger("serai.edits.millis", 500));
    private static final int BROKEN_EACH = 5;

    /** Between the arrival of a webhook and its decision. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

    private static final String ROUTER = """
            - route:
                id: cmp
                description: Decides where each event goes, in version %d.
                from:
                  id: event
                  uri: direct:cmp
                  %s:
                    - to:
                        id: away
                        uri: outbox:%s
            """;

    private static final String DESTINATION = """
            - route:
                id: %1$s
                description: One row for each event, in version %2$d.
                from:
                  id: due
                  uri: outbox:%1$s
                  parameters:
                    batchSize: 200
                    concurrency: 2
                  %3$s:
                    - setHeader:
                        id: columns
                        name: CamelJdbcParameters
                        expression:
                          groovy:
                            expression: |-
                              body.map { event, payload -> [event_id: event.id] }.columns()
                    - setBody:
                        id: statement
                        expression:
                          constant:
                            expression: resource:file:{{routes.directory}}/destinations/%1$s.sql
                    - to:
                        id: archive
                        uri: jdbc:archive
                        parameters:
                          useHeadersAsParameters: true
            """;

    /** Without a key, so that an event that is sent twice is there twice. */
    private static final String STATEMENT =
            "insert into moved (event_id, destination) select id, '%s' from unnest(cast(:?event_id as varchar array)) as r (id)";

    /** How long each webhook waited for its answer. */
    private final Collection<Long> millis = new ConcurrentLinkedQueue<>();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void nothingIsLostAndNothingIsSentTwice(Database database) throws Exception {
        edit(0);
        for (String each : List.of("left", "right")) {
            Files.writeString(directory.resolve("destinations/" + each + ".sql"), STATEMENT.formatted(each));
        }
        Map<String, String> settings = new HashMap<>(
                Map.of("routes.directory", directory.toString(), "database.archive.create-tables", "false"));
        try (Gateway gateway = Gateway.start(database, settings)) {
            gateway.execute("create table moved (event_id varchar(36), destination varchar(10))");

            int sent = sendAndEdit(gateway);

            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                            number(gateway, "select count(*) as n from delivery where state <> 'delivered'"))
                    .isZero());
            assertThat(number(gateway, "select count(*) as n from event")).isEqualTo(sent);
            assertThat(number(gateway, "select count(*) as n from moved")).isEqualTo(sent);
            assertThat(number(gateway, "select count(distinct event_id) as n from moved"))
                    .isEqualTo(sent);
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
            everyEventWentWhereAValidVersionSentIt(gateway);
        }
    }

    /** Writes all three files, each in one step. */
    private void edit(int version) throws IOException {
        Files.createDirectories(directory.resolve("destinations"));
        String steps = version % BROKEN_EACH == BROKEN_EACH - 1 ? "stepps" : "steps";
        Files.writeString(
                directory.resolve("cmp.camel.yaml"),
                ROUTER.formatted(version, steps, version % 2 == 0 ? "left" : "right"));
        for (String each : List.of("left", "right")) {
            Files.writeString(
                    directory.resolve("destinations/" + each + ".camel.yaml"),
                    DESTINATION.formatted(each, version, steps));
        }
    }

    /** @return number of events; each webhook got a 200 */
    private int sendAndEdit(Gateway gateway) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Callable<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(() -> send(gateway, end));
            }
            List<Future<Integer>> sending =
                    senders.stream().map(threads::submit).toList();
            for (int version = 1; System.nanoTime() < end; version++) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_EDITS.toNanos());
                edit(version);
            }
            int sent = 0;
            for (Future<Integer> each : sending) {
                sent += each.get();
            }
            return sent;
        } finally {
            threads.shutdownNow();
        }
    }

    private int send(Gateway gateway, long end) throws Exception {
        int sent = 0;
        long pause = TimeUnit.SECONDS.toNanos(SENDERS) * EVENTS_OF_A_WEBHOOK / RATE;
        String events = Collections.nCopies(EVENTS_OF_A_WEBHOOK, sample("cmp/asset_added"))
                .toString();
        for (long next = System.nanoTime(); System.nanoTime() < end; next += pause) {
            long begun = System.nanoTime();
            int status = client.send(
                            gateway.request("cmp")
                                    .POST(BodyPublishers.ofString(events))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
            sent += EVENTS_OF_A_WEBHOOK;
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next + pause - System.nanoTime()));
        }
        return sent;
    }

    private void everyEventWentWhereAValidVersionSentIt(Gateway gateway) {
        assertThat(gateway.query("""
                        select d.destination, v.hash from delivery d join route_version v on v.hash = d.router_version
                        where v.files not like '%outbox:' || d.destination || '%'
                        """)).isEmpty();
        assertThat(gateway.query("select 1 from delivery where router_version is null or route_version is null"))
                .isEmpty();
        List<Map<String, @Nullable Object>> runs =
                gateway.query("select hash, since from route_run where name = 'cmp' order by since");
        List<Long> sorted = millis.stream().sorted().toList();
        System.out.printf(
                "edits database=%s seconds=%d events=%d versions=%d p99=%d ms longest=%d ms%n",
                gateway,
                SECONDS,
                sorted.size() * EVENTS_OF_A_WEBHOOK,
                runs.size(),
                sorted.get(sorted.size() * 99 / 100),
                sorted.get(sorted.size() - 1));
        assertThat(runs).hasSizeGreaterThan(2);
        for (int i = 0; i < runs.size(); i++) {
            OffsetDateTime since = time(runs.get(i), "since");
            OffsetDateTime until = i + 1 < runs.size() ? time(runs.get(i + 1), "since") : OffsetDateTime.MAX;
            List<Map<String, @Nullable Object>> came =
                    gateway.query("""
                    select min(e.received_at) as earliest, max(e.received_at) as latest
                    from delivery d join event e on e.id = d.event_id where d.router_version = ?
                    having count(*) > 0
                    """, Objects.requireNonNull(runs.get(i).get("hash")));
            for (Map<String, @Nullable Object> each : came) {
                assertThat(time(each, "earliest")).isAfterOrEqualTo(since.minus(ON_ITS_WAY));
                assertThat(time(each, "latest")).isBeforeOrEqualTo(until);
            }
        }
    }

    private static OffsetDateTime time(Map<String, @Nullable Object> row, String column) {
        Object time = Objects.requireNonNull(row.get(column));
        return time instanceof Timestamp timestamp
                ? timestamp.toInstant().atOffset(ZoneOffset.UTC)
                : (OffsetDateTime) time;
    }

    private static long number(Gateway gateway, String sql) {
        return ((Number) Objects.requireNonNull(gateway.query(sql).get(0).get("n"))).longValue();
    }
}
