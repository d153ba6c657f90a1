package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who starts Serai in a shell, in a process of its own. */
@SuppressWarnings("NullAway.Init")
class CommandLineIT {
    private static final int UNUSABLE = 2;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    /** How a process has ended, and all that it has said. */
    private record Ended(int status, String said) {}

    @Test
    void tellsItsVersion() throws Exception {
        assertThat(run("--version"))
                .matches(ended -> ended.status() == 0
                        && ended.said().matches("(?s)serai \\d+\\.\\d+\\.\\d+\\S* on Java 1?\\d\\..*"));
    }

    @Test
    void endsIfTheFileIsNotThereThatWasNamed() throws Exception {
        environment.put("SERAI_CONFIG", directory.resolve("none.properties").toString());

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said())
                .isEqualToIgnoringNewLines("serai: SERAI_CONFIG in the environment: there is no file "
                        + directory.resolve("none.properties") + " that can be read");
    }

    @Test
    void endsWithEveryKeyThatIsMisspeltAndTheNearest() throws Exception {
        configure("recieve.port=8081\njournal.ulr=x\nshop.url=x\n");
        environment.put("CMP_SECRET", "sesame");
        // systemd sets it
        environment.put("JOURNAL_STREAM", "9:12345");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said().lines())
                .hasSize(4)
                .anyMatch(line ->
                        line.endsWith(":1: recieve.port is no key that Serai knows; the nearest is receive.port"))
                .anyMatch(
                        line -> line.endsWith(":2: journal.ulr is no key that Serai knows; the nearest is journal.url"))
                .anyMatch(line -> line.contains(":3: shop.url is no key that Serai knows"))
                .anyMatch(line -> line.endsWith(
                        "CMP_SECRET in the environment is no key that Serai knows; the nearest is CMP_SECRETS"));
    }

    @Test
    void namesTheVariableOfAValueThatCannotBeUsed() throws Exception {
        environment.put("RECEIVE_PORT", "many");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said())
                .isEqualToIgnoringNewLines("serai: RECEIVE_PORT in the environment: receive.port must be a whole number"
                        + " from 0 to 65535");
    }

    @Test
    void refusesAKeyThatStandsTwice() throws Exception {
        configure("receive.port=8081\n\nreceive.port=8082\n");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said()).contains(":3: receive.port stands in line 1 already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsAFileThatBeginsWithItsMark(String charset) throws Exception {
        configure("\uFEFFreceive.port=many\n# ü\n", Charset.forName(charset));

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said()).contains(":1: receive.port must be a whole number");
    }

    @Test
    void refusesAFileInAnotherCharset() throws Exception {
        configure("receive.port=0\n# Zürich\n", StandardCharsets.ISO_8859_1);

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said()).contains(":2: the file is not UTF-8; save it as UTF-8");
    }

    @Test
    void refusesABackslashThatBeginsNoCharacter() throws Exception {
        configure("\nsalesforce.key-store=C:\\users\\serai\\key.p12\n");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(UNUSABLE);
        assertThat(ended.said()).contains(":2: a backslash before a u begins a character by its number");
    }

    @Test
    void endsInOneLineIfTheManagementPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            journal();
            environment.put("MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));

            Ended ended = run();

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.said().lines().filter(line -> !line.contains(" INFO ")))
                    .singleElement()
                    .asString()
                    .startsWith("serai: not started: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (management.host, management.port): ");
        }
    }

    /** Camel finds it when the journal is open and its threads run: they may not keep the process. */
    @Test
    void endsIfCamelRefusesAKeyOfItsOwn() throws Exception {
        journal();
        configure("camel.main.no-such-option=1\n");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.said().lines().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .startsWith("serai: not started: ")
                .contains("noSuchOption");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/serai?user=serai&password=sesame",
                "jdbc:postgresql://serai:sesame@127.0.0.1:1/serai",
                "jdbc:postgresql:/127.0.0.1:1?password=sesame",
                "jdbc:h2:tcp://127.0.0.1:1/x;PASSWORD=sesame",
                "jdbc:mysql://127.0.0.1:1/serai?password=sesame"
            })
    void doesNotTellAPasswordOfAUrl(String url) throws Exception {
        environment.put("JOURNAL_URL", url);
        environment.put("MANAGEMENT_PORT", "0");
        environment.put("JOURNAL_COMMIT_TIMEOUT", "1s");

        Ended ended = run();

        assertThat(ended.status()).isNotZero();
        assertThat(ended.said()).isNotBlank().doesNotContain("sesame");
    }

    @Test
    void stopsInOrderAlsoBeforeItIsReady() throws Exception {
        journal();
        Process process = start();
        try {
            Path said = directory.resolve("said.log");
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(said).contains("version="));
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(process.exitValue()).isEqualTo(128 + 15);
            assertThat(Files.readString(said))
                    .contains(" to try Serai only")
                    .contains("stopped")
                    .doesNotContain("ERROR");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void needsNoFileAndReadsNothingBesideTheDirectoryOfTheRoutes() throws Exception {
        journal();
        Routes.copyTo(directory.resolve("elsewhere"));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        int port = Ports.free();
        environment.put("RECEIVE_PORT", Integer.toString(port));
        environment.put("ROUTES_DIRECTORY", directory.resolve("elsewhere").toString());
        environment.put("DATABASE_ARCHIVE_CREATE_TABLES", "true");
        environment.put("JOURNAL_URL", "jdbc:h2:file:" + directory.resolve("journal"));
        HttpClient http = HttpClient.newHttpClient();
        Process process = start(empty);
        try {
            HttpRequest event = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/cmp"))
                    .header("Callback-Secret", "a-secret-that-is-long-enough")
                    .POST(HttpRequest.BodyPublishers.ofString(Gateway.sample("cmp/asset_added")))
                    .build();
            HttpRequest ledger = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + environment.get("MANAGEMENT_PORT") + "/observe/ledger"))
                    .build();
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> http.send(event, BodyHandlers.ofString()).statusCode() == 200);

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            http.send(ledger, BodyHandlers.ofString()).body())
                    .containsPattern("\"destination\":\"asset-archive\"[^}]*\"delivered\":1\\b"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theLauncherWorksFromAnyDirectoryAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("gateway"), Path.of("bin/serai").toAbsolutePath());

        assertThat(launched(link, "sample", "bounce")).isEqualTo(new Ended(0, Gateway.sample("campaign/bounce")));
        assertThat(launched(link, "--home", directory.toString(), "--bogus"))
                .matches(ended ->
                        ended.status() == UNUSABLE && ended.said().startsWith("serai: Unknown option: '--bogus'"));
    }

    private Ended launched(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private void journal() {
        environment.putAll(Map.of(
                "JOURNAL_URL", Database.H2.emptyUrl(),
                "RECEIVE_PORT", "0",
                "MANAGEMENT_PORT", Integer.toString(Ports.free()),
                "CMP_SECRETS", "a-secret-that-is-long-enough",
                "CAMPAIGN_SENDER", "open",
                "GRAPH_SENDER", "open",
                "FAMILY_EXPERIMENTATION_SENDER", "open"));
    }

    private void configure(String text) throws IOException {
        configure(text, StandardCharsets.UTF_8);
    }

    private void configure(String text, Charset charset) throws IOException {
        Path file = Files.write(directory.resolve("application.properties"), text.getBytes(charset));
        environment.put("SERAI_CONFIG", file.toString());
    }

    private Ended run(String... options) throws Exception {
        Process process = start(options);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(directory.resolve("said.log")));
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... options) throws IOException {
        return start(Path.of(""), options);
    }

    private Process start(Path here, String... options) throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Serai.class.getName()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
