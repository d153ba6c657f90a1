package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import dev.serai.testing.SmallRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serai erase} and {@code serai export} on a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class EraseCommandTest {
    private static final String ANN = "ann.quillfeather@example.com";
    /** No text that is kept of anybody else has it. */
    private static final String NAME = "quillfeather";

    private static final String UNSUBSCRIBE = """
            {"type":"unsubscribe","id":"u-1","clientId":7,"recipientId":"r-4711","mailId":"m-1","created":1764400000000,
             "mediaType":"EMAIL","mediaTypesToAddresses":{"EMAIL":"Ann.QuillFeather@Example.com"}}
            """;
    private static final String OPEN_WITHOUT_ADDRESS = """
            {"type":"open","clientId":7,"recipientId":"r-4711","mailId":"m-1","created":1764400000001,"device":"quillfeather-phone"}
            """;
    private static final String OPEN_OF_ANOTHER_CLIENT = """
            {"type":"open","clientId":8,"recipientId":"r-4711","mailId":"m-1","created":1764400000002}
            """;
    private static final String TASK = """
            {"event_name":"asset_added","data":{"asset":{"id":"a-1"},"by":"ann.quillfeather\\u0040example.com","note":"%s"}}
            """.formatted("y".repeat(20_000));
    private static final String NO_EVENT = "{\"by\":\"ANN.QUILLFEATHER%40example.com\"}";

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private Operated serai;

    @BeforeEach
    void start() {
        serai = new Operated(database, directory);
        serai.routes.write(
                "campaign.camel.yaml",
                SmallRoutes.router("left").replace("id: cmp", "id: campaign").replace("direct:cmp", "direct:campaign"));
        serai.restart();
    }

    @AfterEach
    void stop() {
        serai.close();
    }

    private void post(String family, String... bodies) {
        for (String body : bodies) {
            assertThat(serai.gateway().post(family, body).statusCode()).isEqualTo(200);
        }
    }

    private void postAll() {
        post("campaign", UNSUBSCRIBE, OPEN_WITHOUT_ADDRESS, OPEN_OF_ANOTHER_CLIENT);
        post("cmp", TASK, NO_EVENT);
        serai.post(1);
    }

    /** All values of all tables, as a dump has them; bodies as text. */
    private String dump() {
        return serai
                .gateway()
                .query("select table_name as name from information_schema.tables where table_schema = 'public'")
                .stream()
                .flatMap(table -> serai.gateway().query("select * from " + table.get("name")).stream())
                .map(EraseCommandTest::row)
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
    }

    private static String row(Map<String, @Nullable Object> row) {
        return row.values().stream()
                .map(value -> value instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : String.valueOf(value))
                .collect(Collectors.joining("|"));
    }

    private List<Path> files() throws IOException {
        if (database == Database.H2) {
            Path file = Path.of(serai.url.replaceFirst("jdbc:h2:file:", "").replaceFirst(";.*", "") + ".mv.db");
            return List.of(file);
        }
        Path base = Path.of(String.valueOf(serai.value("show data_directory")))
                .resolve("base")
                .resolve(String.valueOf(serai.value("select oid from pg_database where datname = current_database()")));
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Whether a file of the database has the name, in capitals or not. */
    private boolean isInAFile() throws IOException {
        for (Path file : files()) {
            String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (bytes.toLowerCase(Locale.ROOT).contains(NAME)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void nothingNamesThePersonAfterwards() throws Exception {
        postAll();
        serai.sent(5);
        serai.deliveries("left delivered", "left delivered", "left delivered", "left delivered", "left delivered");
        serai.done("pause", "right", "--reason", "asked by " + ANN);
        serai.gateway().execute("checkpoint");
        assertThat(isInAFile()).isTrue();
        List<?> ids = ids("id is not null");
        Object named = serai.value("select id from event where subject = 'a-1'");

        Ended dry = serai.serai("erase", ANN, "--dry-run");
        assertThat(dry.err()).contains("3 events, 1 bodies in quarantine and 2 notes of persons would be erased.");
        assertThat(dump()).contains(NAME);

        Ended done = serai.serai("erase", ANN, "--yes");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out()).startsWith("destination,record,change,event\nleft,,sent,");
        assertThat(done.out().lines()).hasSize(4);
        assertThat(done.err()).contains("3 events and 1 bodies in quarantine are erased.");
        assertThat(dump()).doesNotContain(NAME).contains("r-4711");
        serai.balanced();
        assertThat(ids("id is not null")).isEqualTo(ids);
        assertThat(ids("erased_at is not null")).hasSize(3);
        assertThat(serai.done("event", String.valueOf(named)))
                .contains("erased at 20", "(serai erase)", "found by the payload, which is gone")
                .doesNotContain("does not run now", "goes nowhere too");
        assertThat(serai.serai("event", String.valueOf(named), "--raw").err()).contains("is erased at 20");
        assertThat(serai.done("audit")).contains("erase", "{\"contacts\":1}", "asked by <address>");

        // what comes again is known, and brings nothing back
        post("campaign", UNSUBSCRIBE, OPEN_WITHOUT_ADDRESS);
        post("cmp", NO_EVENT);
        serai.serai("quarantine", "offer", "--all", "--yes");
        assertThat(serai.done("replay", "--destination", "left", "--state", "delivered", "--since", "1h", "--yes"))
                .contains("2 deliveries");
        Path edited = Files.writeString(directory.resolve("edited.json"), TASK);
        assertThat(serai.serai("replay", "--edit", edited.toString(), "--id", String.valueOf(named), "--yes")
                        .err())
                .contains("is erased");
        serai.sent(7);
        assertThat(dump()).doesNotContain(NAME);
        serai.balanced();

        assertThat(done.err()).contains(database == Database.H2 ? "until the gateway is restarted" : "VACUUM FULL");
        if (database == Database.H2) {
            serai.restart();
        } else {
            serai.gateway().execute("vacuum full");
            serai.gateway().execute("checkpoint");
        }
        assertThat(isInAFile()).isFalse();
        serai.balanced();
    }

    private List<?> ids(String which) {
        return serai.gateway().query("select id from event where " + which + " order by id").stream()
                .map(row -> row.get("id"))
                .toList();
    }

    @Test
    void anOptOutGoesOutFirst() {
        serai.done("pause", "left");
        post("campaign", UNSUBSCRIBE, OPEN_WITHOUT_ADDRESS);

        Ended refused = serai.serai("erase", ANN, "--yes");

        assertThat(refused.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(refused.err())
                .contains("unsubscribe left waiting, an opt-out", "open left waiting\n", "serai cancel --id ID");
        Ended cancelling = serai.serai("erase", ANN, "--cancel-waiting", "--yes");
        assertThat(cancelling.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(cancelling.err()).contains("an opt-out").doesNotContain("open left");
        assertThat(dump()).contains(NAME);

        serai.done("resume", "left");
        serai.sent(2);
        serai.deliveries("left delivered", "left delivered");
        serai.done("pause", "left");
        post("campaign", OPEN_WITHOUT_ADDRESS.replace("0001", "0009"));
        Ended done = serai.serai("erase", ANN, "--cancel-waiting", "--yes");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.err()).contains("Deliveries of 1 events wait, and are cancelled before.");
        serai.deliveries("left delivered", "left delivered", "left dead cancelled");
        assertThat(dump()).doesNotContain(NAME);
        serai.balanced();
    }

    @Test
    void whatIsDeadOrUnroutedIsErasedUnlessItIsAnOptOut() {
        serai.done("pause", "left");
        post("campaign", UNSUBSCRIBE, OPEN_WITHOUT_ADDRESS);
        post("cmp", TASK);
        serai.kill("HTTP 400 <value>");
        serai.gateway().execute("update event set unrouted = 'no router' where family = 'cmp'");
        serai.gateway().execute("update event_count set unrouted = 1 where family = 'cmp' and received = 1");
        serai.balanced();

        assertThat(serai.serai("erase", ANN, "--yes").err()).contains("unsubscribe left dead, an opt-out");
        serai.done("dead", "discard", "--destination", "left", "--yes", "--reason", "given up");
        assertThat(serai.serai("erase", ANN, "--yes").status()).isZero();

        serai.deliveries("left dead discarded", "left dead discarded", "left dead discarded");
        assertThat(dump()).doesNotContain(NAME, "http 400");
        serai.balanced();
        assertThat(serai.gateway().ledger().path("events").findValuesAsText("unrouted"))
                .containsOnly("0");
    }

    @Test
    void exportsAllThatIsKept() {
        postAll();
        serai.sent(5);
        serai.deliveries("left delivered", "left delivered", "left delivered", "left delivered", "left delivered");

        Ended exported = serai.serai("export", ANN);

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.json().path("events")).hasSize(3);
        assertThat(exported.json().path("events").findValuesAsText("type"))
                .containsExactlyInAnyOrder("asset_added", "unsubscribe", "open");
        assertThat(exported.json().path("events").findValuesAsText("payload").toString())
                .contains("Ann.QuillFeather@Example.com");
        assertThat(exported.json().path("events").findValuesAsText("receipt")).hasSize(3);
        assertThat(exported.json().path("quarantine").findValuesAsText("body")).containsExactly(NO_EVENT);
        assertThat(serai.done("audit")).contains("export").doesNotContain(NAME);
        assertThat(serai.serai("export", "bob@example.com").json().path("events"))
                .isEmpty();
    }

    @Test
    void takesManyContactsFromAFile() throws Exception {
        postAll();
        serai.sent(5);
        serai.deliveries("left delivered", "left delivered", "left delivered", "left delivered", "left delivered");
        String others = Stream.iterate(0, i -> i + 1)
                .limit(30)
                .map(i -> "nobody" + i + "@example.org")
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("contacts.txt"), others + "\n\n" + ANN + "\n");

        Ended done = serai.serai("erase", "--file", file.toString(), "--yes", "--json");

        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.json().path("contacts").asInt()).isEqualTo(31);
        assertThat(done.json().path("events").asInt()).isEqualTo(3);
        assertThat(dump()).doesNotContain(NAME);
        serai.balanced();
        assertThat(serai.serai("erase", "nobody at all@x@y", "--yes").err()).contains("contact 1 of 1 is no address");
        assertThat(serai.serai("erase", "--yes").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(Arrays.asList(serai.serai("erase", ANN, "--yes").err().split("\n")))
                .contains("0 events and 0 bodies in quarantine are erased.");
    }
}
