package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SecretFileTest {
    @TempDir
    Path directory;

    private Section campaign(Path file) {
        return Config.shipped()
                .with(Map.of("campaign.basic.file", file.toString()))
                .section("campaign");
    }

    private SecretFile basic(Path file) {
        return SecretFile.of(campaign(file), "basic").orElseThrow();
    }

    @Test
    void aNewSecretComesFirstAndTheOldOnesCountForATime() throws IOException {
        Path file = Files.writeString(directory.resolve("basic"), "optimizely:old-secret-of-16\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Instant until = basic(file).add(Duration.ofDays(3));

        assertThat(until)
                .isBetween(Instant.now().plusSeconds(259_100), Instant.now().plusSeconds(259_201));
        List<String> both = campaign(file).users("basic");
        assertThat(both).hasSize(2).last().isEqualTo("optimizely:old-secret-of-16");
        assertThat(both.get(0)).matches("optimizely:[A-Za-z0-9]{32}");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));

        basic(file).add(Duration.ZERO);

        List<String> last = campaign(file).users("basic");
        assertThat(last).hasSize(1).doesNotContainAnyElementsOf(both);
        assertThat(Files.readString(file)).contains(both.get(0));

        basic(file).add(Duration.ofHours(1));

        assertThat(campaign(file).users("basic")).hasSize(2).last().isEqualTo(last.get(0));
        assertThat(Files.readString(file)).doesNotContain(both.get(0));
        assertThat(directory).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aUserWithACommaStaysQuoted() throws IOException {
        Path file = Files.writeString(directory.resolve("basic"), "\"opti,mizely:old-secret-of-16\"\n");

        basic(file).add(Duration.ofDays(1));

        assertThat(campaign(file).users("basic")).hasSize(2).allMatch(each -> each.startsWith("opti,mizely:"));
    }

    @Test
    void aMountedSecretIsNotReplaced() throws IOException {
        Path real = Files.writeString(directory.resolve("real"), "user:old-secret-of-16");
        Path file = Files.createSymbolicLink(directory.resolve("basic"), real);

        assertThatThrownBy(() -> basic(file).add(Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("change the secret where it comes from")
                .hasMessageNotContainingAny("old-secret-of-16");
        assertThat(Files.readString(real)).isEqualTo("user:old-secret-of-16");
    }

    @Test
    void aKeyWithoutAFileHasNone() {
        Section section = Config.shipped().with(Map.of("campaign.basic", "a:b")).section("campaign");

        assertThat(SecretFile.of(section, "basic")).isEmpty();
    }
}
