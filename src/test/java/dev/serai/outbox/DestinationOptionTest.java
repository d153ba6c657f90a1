package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.dispatch.DestinationOption;
import dev.serai.dispatch.Options;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each option of a destination is one in its file and one in the configuration, and is the same there. */
class DestinationOptionTest {
    /** A value of each that is not its default. */
    private static final Map<String, String> OTHER = Map.of(
            "enabled", "false",
            "batchSize", "7",
            "linger", "4s",
            "concurrency", "3",
            "retryUnmatchedFor", "2d",
            "rateLimit", "5/m",
            "retryDelays", "1s,2s",
            "giveUpAfter", "9h");

    private static final World WORLD = new World(Database.H2);
    private static final OutboxComponent OUTBOX = WORLD.worker().outbox;

    private final Config config = Config.shipped();
    private final Options standard = inFile(Map.of());

    @AfterAll
    static void close() {
        WORLD.close();
    }

    static Stream<DestinationOption<?>> all() {
        return DestinationOption.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isTheSameInTheFileAndInTheConfiguration(DestinationOption<?> option) {
        String value = OTHER.get(option.name());

        Options inFile = inFile(Map.of(option.name(), value));
        Options inConfig = new DestinationKeys(config.with(Map.of("destination.crm." + option.key(), value)))
                .override("crm", standard);

        assertThat(inFile).isEqualTo(inConfig).isNotEqualTo(standard);
    }

    @ParameterizedTest
    @MethodSource("all")
    void refusesNonsenseInTheFileByItsName(DestinationOption<?> option) {
        assertThatThrownBy(() -> inFile(Map.of(option.name(), "4711 nonsense")))
                .isInstanceOf(DestinationOption.OutOfRangeException.class)
                .hasMessage(option.name() + " must be " + option.format().expected());
    }

    @ParameterizedTest
    @MethodSource("all")
    void isExplainedInTheReferenceInTheSameWords(DestinationOption<?> option) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("config/application.properties"));
        int key = lines.stream()
                .filter(line -> line.matches("#destination\\.[a-z-]+\\." + option.key() + "=.*"))
                .map(lines::indexOf)
                .findFirst()
                .orElseThrow();
        int comment = key - 1;
        while (lines.get(comment - 1).startsWith("# ")) {
            comment--;
        }

        assertThat(String.join(" ", lines.subList(comment, key)).replace(" # ", " "))
                .startsWith("# " + option.sentence().replaceFirst("\\.$", ""));
    }

    private static Options inFile(Map<String, String> parameters) {
        return ((OutboxEndpoint) OUTBOX.createEndpoint("outbox:crm", "crm", new HashMap<>(parameters))).options();
    }
}
