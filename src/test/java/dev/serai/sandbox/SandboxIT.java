package dev.serai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox in a process of its own, as Maven starts it. */
@Timeout(180)
class SandboxIT {
    private record Ended(int status, String printed) {}

    @ParameterizedTest
    @ValueSource(strings = {"--once", "--once --postgres"})
    void acceptsEverySampleAndShowsTheArchive(String options) throws Exception {
        Ended ended = sandbox(Map.of(), options.split(" "));

        assertThat(ended.printed())
                .contains("All is well")
                .doesNotContain("Exception", "WARN", "ERROR")
                .containsPattern("asset-archive +6 +0 +0")
                .containsPattern("asset_added +image +019a86405de737b4ec3e616a4aeff981")
                .containsPattern("content-archive +2 +0 +0")
                .containsPattern("bounce +jane.doe@example.com +hardbounce +003\\w{15}")
                .containsPattern("Contact Jane Doe +Jane.Doe@example.com +Optimizely: hardbounce/other")
                .containsPattern("Lead Max Muster +max.muster@example.com +Optimizely: softbounce/spam-related")
                .containsPattern("Contact John Smith +john.smith@example.com +yes")
                .containsPattern("John Smith, converted +john.smith@example.com\n")
                .containsPattern("deliverability@example.com +Campaign: 1 × bounce")
                .containsPattern("deliverability@example.com +Campaign: .*1 × complaint")
                .containsPattern("editors@example.com +CMP: \\d published");
        assertThat(ended.status()).isZero();
    }

    @Test
    void looksTheSameTheSecondTime() throws Exception {
        Map<String, String> ports = ports();

        String first = table(sandbox(ports, "--once"));
        String second = table(sandbox(ports, "--once"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = sandbox(Map.of("RECEIVE_PORT", Integer.toString(taken.getLocalPort())), "--once");

            assertThat(ended.printed())
                    .contains("port " + taken.getLocalPort() + " is in use")
                    .contains("receive.port")
                    .doesNotContain("Exception");
            assertThat(ended.status()).isEqualTo(1);
        }
    }

    @Test
    void failsWhenASampleIsNotAccepted() throws Exception {
        Ended ended = sandbox(Map.of("RECEIVE_MAX_BODY", "4KB"), "--once");

        assertThat(ended.printed()).contains("Not all is well").contains("not accepted as new: cmp/asset_published");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void namesWhatWaitsForADestinationThatIsNotThere(@TempDir Path edited) throws Exception {
        copy(Path.of("routes"), edited);
        Path cmp = edited.resolve("cmp.camel.yaml");
        Files.writeString(cmp, Files.readString(cmp).replace("outbox:asset-archive", "outbox:aset-archive"));

        Ended ended = sandbox(Map.of("ROUTES_DIRECTORY", edited.toString()), "--once");

        assertThat(ended.printed())
                .contains("Not all is well")
                .contains("not delivered: aset-archive, 6 waiting, 0 dead");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void refusesAnUnknownOption() throws Exception {
        Ended ended = sandbox(Map.of(), "--onse");

        assertThat(ended.printed()).contains("Unknown option: '--onse'");
        assertThat(ended.status()).isEqualTo(2);
    }

    private static Ended sandbox(Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Sandbox.class.getName()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(ports());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private static Map<String, String> ports() throws IOException {
        Map<String, String> ports = new HashMap<>();
        for (String port : List.of(
                "RECEIVE_PORT",
                "MANAGEMENT_PORT",
                "SANDBOX_POSTGRES_PORT",
                "SANDBOX_SALESFORCE_PORT",
                "SANDBOX_SMTP_PORT",
                "SANDBOX_MAILBOX_PORT")) {
            ports.put(port, Integer.toString(Ports.free()));
        }
        return ports;
    }

    /** What arrived, and what became of it. */
    private static String table(Ended ended) {
        String printed = ended.printed();
        return printed.substring(printed.indexOf("What arrived"), printed.indexOf("The table asset_archive"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
