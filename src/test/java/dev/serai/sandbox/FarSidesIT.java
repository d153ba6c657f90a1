package dev.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.Serai;
import dev.serai.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The far sides alone, and a gateway in another process that has what they print pasted into its shell. */
@Timeout(180)
class FarSidesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 ";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> ports = new HashMap<>();
    private final Deque<Process> started = new ArrayDeque<>();

    @AfterEach
    void stop() throws InterruptedException {
        while (!started.isEmpty()) {
            end(started.pop());
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void aGatewayReachesThemByWhatTheyPrint(@TempDir Path directory) throws Exception {
        for (String port : List.of(
                "RECEIVE_PORT",
                "MANAGEMENT_PORT",
                "SANDBOX_POSTGRES_PORT",
                "SANDBOX_SALESFORCE_PORT",
                "SANDBOX_SMTP_PORT",
                "SANDBOX_MAILBOX_PORT",
                "SANDBOX_CAMPAIGN_PORT",
                "SANDBOX_GRAPH_PORT",
                "SANDBOX_CMP_PORT")) {
            ports.put(port, Integer.toString(Ports.free()));
        }
        String environment = ports.entrySet().stream()
                .map(port -> "export " + port.getKey() + "=" + port.getValue() + "\n")
                .collect(Collectors.joining());
        Path printed = directory.resolve("far-sides.log");
        Process farSides = start(environment, Sandbox.class.getName() + " --far-sides --postgres", printed);
        await().atMost(PATIENCE).until(() -> Files.readString(printed).contains("Look at what arrives"));
        String pasted = Files.readString(printed)
                        .lines()
                        .filter(line -> line.startsWith("export "))
                        .collect(Collectors.joining("\n"))
                + "\nexport JOURNAL_URL=jdbc:h2:file:" + directory.resolve("journal") + "\n";

        start(pasted, Serai.class.getName() + " run", directory.resolve("gateway.log"));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> !get("MANAGEMENT_PORT", "/observe/health/ready")
                .isEmpty());
        Path sent = directory.resolve("send.log");
        int status = start(
                        pasted,
                        Serai.class.getName() + " send campaign/bounce cmp/asset_added cmp/asset_published",
                        sent)
                .waitFor();

        assertThat(sent).content().contains("campaign/bounce → campaign: 200");
        assertThat(status).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("SANDBOX_SALESFORCE_PORT", "/__sim/records/Email_Event__c"))
                        .contains("\"Address__c\":\"john.smith@example.com\""));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("SANDBOX_MAILBOX_PORT", "/api/messages"))
                .contains("editors@example.com", "published"));
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(archived())
                .isEqualTo(1));
        registersAt(pasted, Files.readString(printed), directory.resolve("webhooks.log"));
        end(farSides);
        assertThat(printed)
                .content()
                .contains("Email_Event__c, records: 1", "Mails: 1", "Stopping")
                .doesNotContain("Exception");
    }

    /** With the command that was printed; what it plans is done, and then there is no difference. */
    private void registersAt(String pasted, String printed, Path log) throws Exception {
        String plan = printed.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("bin/serai webhooks plan"))
                .findFirst()
                .orElseThrow()
                .replace("bin/serai", Serai.class.getName());
        List<Integer> statuses = List.of(
                start(pasted, plan, log).waitFor(),
                start(pasted, plan.replace("plan", "apply --yes"), log).waitFor(),
                start(pasted, plan, log).waitFor(),
                start(pasted, plan.replace("plan", "verify bounce"), log).waitFor());

        assertThat(statuses).as(Files.readString(log)).containsExactly(2, 0, 0, 0);
        assertThat(log)
                .content()
                .contains("answered 200 by Serai: 1 received, 1 new; 1 stored, went to no destination");
    }

    /** With the lines in the shell that were printed. */
    private Process start(String pasted, String program, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", pasted + "exec " + JAVA + "-cp \"$CLASS_PATH\" " + program + "\n")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CLASS_PATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        started.push(process);
        return process;
    }

    private String get(String port, String path) throws IOException, InterruptedException {
        var response = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + ports.get(port) + path))
                        .build(),
                BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : "";
    }

    private int archived() throws SQLException {
        String url = "jdbc:postgresql://localhost:" + ports.get("SANDBOX_POSTGRES_PORT") + "/archive?user=postgres";
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet count = connection.createStatement().executeQuery("select count(*) from asset_archive")) {
            count.next();
            return count.getInt(1);
        }
    }
}
