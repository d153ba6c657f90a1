package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Needs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A client that knows nothing of the simulator takes it for Salesforce. */
class JsforceTest {
    private static final Path SOURCE = Path.of("src", "test", "js", "jsforce");
    private static final Path HERE = Path.of("target", "jsforce");

    @Test
    void aStandardClientWorks() throws Exception {
        Needs.program(isOnPath("node") && isOnPath("npm"), "skipped: node and npm are not on the path");
        install();
        try (SalesforceSimulator simulator = SalesforceSimulator.start(0)) {
            simulator.pageSize(200);

            run(
                    Map.of(
                            "SALESFORCE_URL", simulator.url(),
                            "SALESFORCE_CLIENT_ID", SalesforceSimulator.CLIENT_ID,
                            "SALESFORCE_CLIENT_SECRET", SalesforceSimulator.CLIENT_SECRET),
                    "node",
                    "client.js");

            assertThat(simulator.records("Contact")).hasSize(440);
            assertThat(simulator.records("Contact").subList(0, 4))
                    .extracting(each -> each.get("HasOptedOutOfEmail"))
                    .containsExactly(true, true, true, false);
            assertThat(simulator.records("Email_Event__c"))
                    .extracting(each -> each.get("Event_Key__c") + " " + each.get("Reason__c"))
                    .containsExactly("k1 null", "k3 O'Neil \\ \"said\"\nso");
            assertThat(simulator.requests()).last().satisfies(last -> assertThat(last.path())
                    .endsWith("/revoke"));
        }
    }

    /** Into {@code target/}, and only if what is there is not what is asked for. */
    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(HERE);
        Path lock = HERE.resolve("package-lock.json");
        Path done = HERE.resolve("installed");
        boolean same = Files.exists(done) && Files.mismatch(lock, SOURCE.resolve("package-lock.json")) < 0;
        for (String file : List.of("package.json", "package-lock.json", "client.js")) {
            Files.copy(SOURCE.resolve(file), HERE.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!same) {
            Files.deleteIfExists(done);
            run(Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            Files.createFile(done);
        }
    }

    private static void run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = HERE.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(HERE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("%s took too long: %s", List.of(command), said).isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
