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

    @Test
    void acceptsEverySampleAndShowsTheSameOnEachDatabase() throws Exception {
        Map<String, String> ports = ports();

        Ended ended = sandbox(ports, "--once");
        Ended onPostgres = sandbox(ports, "--once", "--postgres");

        assertThat(table(onPostgres)).isEqualTo(table(ended));
        assertThat(onPostgres.printed()).contains("All is well").doesNotContain("Exception", "WARN", "ERROR");
        assertThat(onPostgres.status()).isZero();
        assertThat(ended.printed())
                .contains("All is well")
                .doesNotContain("Exception", "WARN", "ERROR")
                .containsPattern("asset-archive +7 +0 +0")
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
        showsTheLifeOfWebhooks(ended);
    }

    /** Planned, registered, verified, sent, routed, delivered, and compared with what Campaign knows. */
    private static void showsTheLifeOfWebhooks(Ended ended) {
        assertThat(ended.printed())
                .containsPattern("\\+ bounce +create and activate +https://hooks.example.com/webhooks/campaign")
                .contains("8 to add, 0 to change, 0 to remove")
                .containsPattern("campaign 100000000001 bounce: created and activated \\d+")
                .containsPattern("ok +campaign 100000000001 bounce \\d+: answered 200 by Serai: 1 received, 1 new;"
                        + " 1 stored, went to no destination")
                .contains("Optimizely has sent 6 events by these webhooks, and each was accepted")
                .containsPattern("unsubscribe +1 +1 +0 +0 +0")
                .containsPattern("Contact Mary Major +mary.major@example.com +yes");
    }

    /** On H2, {@link #deliversWhatWaitedOnceTheRouteIsRight} goes on. */
    @Test
    void goesOnWithTheEventsThatItKept(@TempDir Path kept) throws Exception {
        String[] keep = {"--once", "--postgres", "--keep=" + kept.resolve("journal")};

        Ended first = sandbox(Map.of(), keep);
        Ended second = sandbox(Map.of(), keep);

        assertThat(first.printed())
                .contains("All is well: every sample was new")
                .containsPattern("asset-archive +7 +0 +0")
                .doesNotContain("Going on");
        assertThat(second.printed())
                .contains("Going on with the events of an earlier start")
                .containsPattern("All is well: \\d+ samples were new, \\d+ were known from an earlier start")
                .containsPattern("asset-archive +14 +0 +0")
                .doesNotContain("Exception", "WARN", "ERROR");
        assertThat(List.of(first.status(), second.status())).containsOnly(0);
    }

    @Test
    void deliversWhatWaitedOnceTheRouteIsRight(@TempDir Path directory) throws Exception {
        Path edited = directory.resolve("routes");
        copy(Path.of("routes"), edited);
        Path statement = edited.resolve("destinations/asset-archive.sql");
        String right = Files.readString(statement);
        Files.writeString(statement, right.replace("asset_archive", "aset_archive"));
        Map<String, String> routes = Map.of("ROUTES_DIRECTORY", edited.toString());
        String keep = "--keep=" + directory.resolve("kept");

        Ended wrong = sandbox(routes, "--once", "--samples", keep);
        Files.writeString(statement, right);
        Ended after = sandbox(routes, "--once", "--samples", keep);

        assertThat(wrong.printed()).contains("not delivered: asset-archive, 6 waiting, 0 dead");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(after.printed()).contains("All is well").containsPattern("asset-archive +12 +0 +0");
        assertThat(after.status()).isZero();
    }

    @Test
    void keepsNothingInAFile(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        Ended ended = sandbox(Map.of(), "--once", "--keep=" + file);

        assertThat(ended.printed()).contains("--keep wants a directory, and " + file + " is a file");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void takesAFieldFromTheSalesforceSource(@TempDir Path directory) throws Exception {
        Path source = directory.resolve("salesforce");
        Path routes = directory.resolve("routes");
        copy(Path.of("salesforce"), source);
        copy(Path.of("routes"), routes);
        Path field = source.resolve("force-app/main/default/objects/Email_Event__c/fields/Kind__c.field-meta.xml");
        Path bounces = routes.resolve("destinations/salesforce-bounces.camel.yaml");
        Files.writeString(
                bounces,
                Files.readString(bounces)
                        .replace(
                                "Type__c:               event.type,",
                                "Type__c: event.type, Kind__c: bounce.category,"));
        Map<String, String> edited =
                Map.of("ROUTES_DIRECTORY", routes.toString(), "SANDBOX_SALESFORCE_SOURCE", source.toString());

        Ended without = sandbox(edited, "--once", "--samples");
        Files.writeString(field, picklist("hardbounce", "softbounce"));
        Ended with = sandbox(edited, "--once", "--samples");
        Files.writeString(field, picklist("hardbounce"));
        Ended restricted = sandbox(edited, "--once", "--samples");
        Files.writeString(field, picklist());
        Ended malformed = sandbox(edited, "--once", "--samples");

        assertThat(without.printed())
                .contains("not delivered: salesforce-bounces, 4 waiting")
                .contains("Kind__c");
        assertThat(with.printed()).contains("All is well");
        assertThat(restricted.printed()).contains("not delivered: salesforce-bounces, 0 waiting, 2 dead");
        assertThat(malformed.printed())
                .contains("sandbox: " + field + ": <valueSet> has neither a <valueSetName> nor a <value>")
                .doesNotContain("Exception");
        assertThat(List.of(without.status(), with.status(), restricted.status(), malformed.status()))
                .containsExactly(1, 0, 1, 1);
    }

    private static String picklist(String... values) {
        StringBuilder all = new StringBuilder();
        for (String value : values) {
            all.append("<value><fullName>%s</fullName><default>false</default><label>%s</label></value>"
                    .formatted(value, value));
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
                    <fullName>Kind__c</fullName>
                    <label>Kind</label>
                    <type>Picklist</type>
                    <valueSet>
                        <restricted>true</restricted>
                        <valueSetDefinition><sorted>false</sorted>%s</valueSetDefinition>
                    </valueSet>
                </CustomField>
                """.formatted(all);
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
        Ended ended = sandbox(Map.of("RECEIVE_MAX_BODY", "4KB"), "--once", "--samples");

        assertThat(ended.printed()).contains("Not all is well").contains("not accepted as new: cmp/asset_published");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void namesWhatWaitsForADestinationThatIsNotThere(@TempDir Path edited) throws Exception {
        copy(Path.of("routes"), edited);
        Path cmp = edited.resolve("cmp.camel.yaml");
        Files.writeString(cmp, Files.readString(cmp).replace("outbox:asset-archive", "outbox:aset-archive"));

        Ended ended = sandbox(Map.of("ROUTES_DIRECTORY", edited.toString()), "--once", "--samples");

        assertThat(ended.printed())
                .contains("Not all is well")
                .contains("not delivered: aset-archive, 6 waiting, 0 dead");
        assertThat(ended.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--once", "--keep"})
    void theFarSidesHaveNoGateway(String option) throws Exception {
        Ended ended = sandbox(Map.of(), "--far-sides", option);

        assertThat(ended.printed()).contains("--far-sides starts no gateway");
        assertThat(ended.status()).isEqualTo(2);
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
                "SANDBOX_MAILBOX_PORT",
                "SANDBOX_CAMPAIGN_PORT",
                "SANDBOX_GRAPH_PORT",
                "SANDBOX_CMP_PORT")) {
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
