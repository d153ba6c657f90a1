package dev.serai.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit as people get it who do not run Serai: one small jar. */
class ConformanceJarIT {
    private static final Path JAR = Path.of("target/serai-conformance.jar").toAbsolutePath();
    private static final long MOST = 5_000_000;

    @TempDir
    Path directory = Path.of("");

    private record Ended(int status, String said) {}

    @Test
    void isSmallAndHasOnlyWhatItNeeds() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(MOST);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> classes = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();

            assertThat(classes)
                    .allMatch(name -> name.startsWith("dev/serai/simulator/conformance/")
                            || name.startsWith("picocli/")
                            || name.startsWith("com/fasterxml/jackson/"));
            assertThat(classes)
                    .contains("dev/serai/simulator/conformance/Conformance.class")
                    .noneMatch(
                            name -> name.matches("dev/serai/.*/(Kit|Quirk|Small\\w*|\\w*Test|\\w*IT)(\\$.*)?\\.class"));
        }
    }

    @Test
    void judgesWithoutAnythingBesideIt() throws Exception {
        try (SmallReceiver receiver = SmallReceiver.with(SenderFamily.CMP, Set.of())) {
            Ended ended = run("-jar", JAR.toString(), "--family", "cmp", "--timeout", "5s", receiver.url());

            assertThat(ended.said()).contains(" 0 must and 0 should are broken, 0 skipped");
            assertThat(ended.status()).isZero();
        }
    }

    @Test
    void isACommandOfSerai() throws Exception {
        String gateway = System.getProperty("java.class.path");
        Ended list = run("-cp", gateway, "dev.serai.Serai", "conformance", "--list", "--family", "graph");
        Ended unusable = run("-cp", gateway, "dev.serai.Serai", "conformance", "--only", "nothing");

        assertThat(list.said()).contains("graph.without-items").doesNotContain("cmp.status");
        assertThat(list.status()).isZero();
        assertThat(unusable.said()).contains("no rule is called nothing");
        assertThat(unusable.status()).isEqualTo(2);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("CONFORMANCE_SECRET", "first-secret\nsecond-secret"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), said);
    }
}
