package dev.serai.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.ApiTap;
import dev.serai.Serai;
import dev.serai.config.Config;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.optimizely.Families;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.database.ScratchDirectory;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The whole gateway in this process, with a journal of its own and free ports, as its users run it.
 *
 * <p>Secrets: CMP {@code cmp-secret}; Campaign Basic {@code user}/{@code campaign-secret}; Graph {@code X-Serai-Token:
 * graph-secret}, and Experimentation accordingly.
 */
public final class Gateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The databases of which copies are made, one of each kind. */
    private static final Map<Database, String> MIGRATED = new ConcurrentHashMap<>();

    private final Serai serai;
    private final String url;
    private final String user;
    private final int managementPort;
    private final List<String> wrongAnswers;
    private final HttpClient http = HttpClient.newHttpClient();

    /** The two kinds of journal. */
    public enum Database {
        H2("sa") {
            @Override
            public String emptyUrl() {
                return url(UUID.randomUUID());
            }

            @Override
            String copyOf(String url) {
                UUID copy = UUID.randomUUID();
                String file = url.replaceFirst("jdbc:h2:file:([^;]+);.*", "$1.mv.db");
                try {
                    Files.copy(
                            Path.of(file),
                            ScratchDirectory.path().resolve(copy + ".mv.db"),
                            StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return url(copy);
            }

            private static String url(UUID name) {
                return "jdbc:h2:file:" + ScratchDirectory.path().resolve(name.toString())
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                        + ";DB_CLOSE_ON_EXIT=FALSE;MAX_LENGTH_INPLACE_LOB=8192";
            }
        },
        POSTGRESQL("postgres") {
            @Override
            public String emptyUrl() {
                return Postgres.shared().newDatabase();
            }

            @Override
            String copyOf(String url) {
                return Postgres.shared().copyOf(url);
            }
        };

        private final String user;

        Database(String user) {
            this.user = user;
        }

        /** A new database with the tables of a journal. It is a copy, because the migrations take longer. */
        public String newUrl() {
            return copyOf(MIGRATED.computeIfAbsent(this, Database::migrated));
        }

        private String migrated() {
            String url = emptyUrl();
            Journal.open(new JournalSettings(url, user, "", Duration.ofSeconds(5), 2))
                    .close();
            return url;
        }

        /** Who connects; without a password. */
        public String user() {
            return user;
        }

        /** A new database without tables. */
        public abstract String emptyUrl();

        abstract String copyOf(String url);

        @Override
        public String toString() {
            return this == H2 ? "H2" : "PostgreSQL";
        }
    }

    private Gateway(Serai serai, String url, String user, int managementPort) {
        this.serai = serai;
        this.url = url;
        this.user = user;
        this.managementPort = managementPort;
        this.wrongAnswers = ApiTap.on(serai);
    }

    public static Gateway start(Database database) {
        return start(database, Map.of());
    }

    /** @param settings keys of the configuration and their values, beside those that every test needs */
    public static Gateway start(Database database, Map<String, String> settings) {
        return start(database.newUrl(), database.user, settings);
    }

    /** On a journal that may be there already. */
    public static Gateway start(String url, String user, Map<String, String> settings) {
        return start(Path.of("config/application.properties"), url, user, settings);
    }

    /** With a configuration of one's own. */
    public static Gateway start(Path file, String url, String user, Map<String, String> settings) {
        return start(file, Families.SHIPPED, url, user, settings);
    }

    /** With families of one's own. */
    public static Gateway start(Path file, Families families, String url, String user, Map<String, String> settings) {
        Map<String, String> all = settings(url, user);
        all.put("receive.port", "0");
        all.put("management.port", Integer.toString(Ports.free()));
        all.putAll(settings);
        int managementPort = Integer.parseInt(String.valueOf(all.get("management.port")));
        try {
            Config configuration = Config.load(file, Map.of());
            return new Gateway(Serai.start(configuration.with(all), families, false), url, user, managementPort);
        } catch (Exception e) {
            throw new IllegalStateException("the gateway does not start", e);
        }
    }

    /** What every gateway in a test needs, but for its ports. */
    public static Map<String, String> settings(String url, String user) {
        Map<String, String> settings = new HashMap<>(Map.of(
                // an alarm is an event: tests count events, and disks of test machines are full
                "alarms.look", "1h",
                "journal.url", url,
                "journal.user", user,
                "receive.host", "127.0.0.1",
                "cmp.secrets", "cmp-secret",
                "campaign.basic", "user:campaign-secret",
                "graph.secrets", "graph-secret",
                "database.archive.create-tables", "true",
                "outbox.poll", "200ms",
                "outbox.max-linger", "0s"));
        settings.put("family.experimentation.secrets", "experimentation-secret");
        return settings;
    }

    /**
     * One gateway on each kind of journal, for {@code @ParameterizedClass}: started when its turn comes, closed after
     * it.
     */
    public static Stream<Gateway> onEachDatabase() {
        return onEachDatabase(Map.of());
    }

    public static Stream<Gateway> onEachDatabase(Map<String, String> settings) {
        return Stream.of(Database.values()).map(database -> start(database, settings));
    }

    public int port() {
        return serai.port();
    }

    /** A request with the right secret of the family in the path {@code /webhooks/<family>}. */
    public HttpRequest.Builder request(String family) {
        return request(port(), family);
    }

    /** The same, to any gateway with these secrets. */
    public static HttpRequest.Builder request(int port, String family) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + family));
        return switch (family) {
            case "cmp" -> request.header("Callback-Secret", "cmp-secret");
            case "graph", "experimentation" -> request.header("X-Serai-Token", family + "-secret");
            case "campaign" ->
                request.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("user:campaign-secret".getBytes(StandardCharsets.UTF_8)));
            default -> throw new IllegalArgumentException("no secret is known for " + family);
        };
    }

    public HttpResponse<String> post(String family, String body) {
        return post(family, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> post(String family, byte[] body) {
        return send(request(family).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of the vendor's samples, such as {@code campaign/bounce}. */
    public static String sample(String name) {
        return SamplePayloads.read(name);
    }

    /** Waits until only deliveries of suspended destinations, and deliveries of unknown people, wait. @return the ledger then */
    public JsonNode settled() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::ledger, ledger -> StreamSupport.stream(
                        ledger.get("destinations").spliterator(), false)
                .allMatch(destination -> destination.get("waiting").asLong()
                                == destination.get("unmatched").asLong()
                        || destination.get("suspended").asBoolean()));
    }

    public JsonNode ledger() {
        return management("/observe/ledger?verify");
    }

    public JsonNode health() {
        return management("/observe/health");
    }

    private JsonNode management(String path) {
        try {
            return JSON.readTree(observe(path));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What Prometheus reads. */
    public String metrics() {
        return observe("/observe/metrics");
    }

    private String observe(String path) {
        return ask(path).body();
    }

    /** A page of the management port. */
    public HttpResponse<String> ask(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)));
    }

    /** Posts JSON to the management port. */
    public HttpResponse<String> ask(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The rows of a query on the journal (and, in tests, the archive). */
    public List<Map<String, @Nullable Object>> query(String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                ResultSetMetaData columns = row.getMetaData();
                while (row.next()) {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        Object value = row.getObject(i);
                        values.put(columns.getColumnLabel(i), value instanceof Clob ? row.getString(i) : value);
                    }
                    rows.add(values);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A change that an operator makes in the journal by hand. */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names it in test reports. */
    @Override
    public String toString() {
        return url.startsWith("jdbc:h2:") ? "H2" : "PostgreSQL";
    }

    /** @throws AssertionError if an answer of the management API was not as its document says */
    @Override
    public void close() {
        serai.close();
        if (!wrongAnswers.isEmpty()) {
            throw new AssertionError("not as openapi.yaml says:\n" + String.join("\n", wrongAnswers));
        }
    }
}
